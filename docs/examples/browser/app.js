import { ItemsClient } from "./client/index.js";
import * as auth from "./auth.js";
import config from "./config.js";

const items = new ItemsClient(config.api, auth.accessToken);

const element = (id) => document.getElementById(id);
const message = (text) => (element("message").textContent = text);

const changedByAnother = "Another user has changed this item. The form shows the current version.";

let createKey = crypto.randomUUID();
let nextPage;

element("sign-in").addEventListener("click", () => auth.signIn());
element("sign-out").addEventListener("click", () => {
  auth.signOut();
  show();
});
element("more").addEventListener("click", () => attempt(() => appendPage(nextPage)));
// Other values are another item.
element("create").addEventListener("input", () => (createKey = crypto.randomUUID()));
element("create").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  attempt(async () => {
    const { result: item, etag } = await items.createItem(
      {
        name: form.elements.name.value,
        description: form.elements.description.value || null,
        price: priceOf(form),
        category: form.elements.category.value,
      },
      { idempotencyKey: createKey },
    );
    createKey = crypto.randomUUID();
    form.reset();
    element("items").prepend(rowOf(item, etag));
    message(`Created ${item.name}.`);
  }, form);
});

await attempt(() => auth.completeSignIn());
show();
if (auth.isSignedIn()) {
  await attempt(() => appendPage());
}

function show() {
  element("sign-in").hidden = auth.isSignedIn();
  element("sign-out").hidden = !auth.isSignedIn();
  element("app").hidden = !auth.isSignedIn();
}

async function appendPage(cursor) {
  const page = await items.listItems({ limit: 20, cursor });
  element("items").append(...page.result.map((item) => rowOf(item)));
  nextPage = page.nextCursor;
  element("more").hidden = !nextPage;
}

/** A list has no ETags: a row gets the ETag of its item by a GET, before the first change. */
function rowOf(item, etag) {
  const row = element("row").content.cloneNode(true).firstElementChild;
  const form = row.querySelector("form");
  const render = (shown) => {
    row.dataset.id = shown.item_id;
    for (const field of row.querySelectorAll("[data-field]")) {
      field.textContent = shown[field.dataset.field];
    }

    // Not its value: what the user has typed meanwhile stays.
    form.elements.price.defaultValue = shown.price;
  };
  const reload = async () => {
    const current = await items.getItem(item.item_id);
    etag = current.etag;
    render(current.result);
  };
  const discardAndReload = async () => {
    await reload();
    form.reset();
  };
  // A change by another user since the list was read would be overwritten without having been shown.
  const readFirst = async () => {
    const listed = form.elements.price.defaultValue;
    await reload();
    if (form.elements.price.defaultValue !== listed) {
      form.reset();
      throw new Error(changedByAnother);
    }
  };
  let reading = etag && Promise.resolve();
  const loaded = () =>
    (reading ??= readFirst().catch((error) => {
      reading = undefined;
      throw error;
    }));

  form.addEventListener("focusin", () => attempt(loaded));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(
      async () => {
        await loaded();
        const changed = await items.updateItem(item.item_id, { price: priceOf(form) }, { ifMatch: etag });
        etag = changed.etag;
        render(changed.result);
        form.reset();
        message(`Saved ${changed.result.name}.`);
      },
      form,
      discardAndReload,
    );
  });
  form.elements.delete.addEventListener("click", () =>
    attempt(
      async () => {
        await loaded();
        await items.deleteItem(item.item_id, { ifMatch: etag });
        row.remove();
        message(`Deleted ${item.name}.`);
      },
      form,
      discardAndReload,
    ),
  );
  render(item);
  return row;
}

/** Text that is not a number is sent as text: the API reports the error. */
function priceOf(form) {
  const text = form.elements.price.value.trim();
  return text === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

/** Runs the action and shows its error: by field for a 422; for a 412 the current version of the item. */
async function attempt(action, form, reload) {
  message("");
  showErrors(form, {});
  try {
    await action();
  } catch (error) {
    if (error.status === 422) {
      showErrors(form, messagesByField(error.detail));
      message("Please check the marked fields.");
    } else if (error.status === 412 && reload) {
      await reload();
      message(changedByAnother);
    } else {
      if (error.status === 401) {
        auth.signOut();
      }

      message(error.detail ?? error.message);
    }

    show();
  }
}

const messagesByField = (errors) => Object.fromEntries(errors.map(({ loc, msg }) => [loc.at(-1), msg]));

function showErrors(form, fields) {
  for (const place of form?.querySelectorAll("[data-error]") ?? []) {
    place.textContent = fields[place.dataset.error] ?? "";
  }
}
