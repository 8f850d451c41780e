import { element, isProblem, itemRow, metricRow, queueRow, requestCells, requestDetails } from "./views.js";

const ITEMS = "/api/v1/items/";
const CAPACITY = 500;
const TOKEN_REFRESH = 5 * 60 * 1000;
const QUEUE_REFRESH = 1000;

const find = (id) => document.getElementById(id);
const rows = find("rows");

/** Requests by id, each with its row and, while it is open, the row of its details. */
const requests = new Map();
let info;
let events;
let isFirstMessage;
let shownQueues;

// --- Requests ---

function connect() {
  events?.close();
  events = new EventSource("/_local/events");
  events.onopen = () => {
    isFirstMessage = true;
    setConnection("live");
    // After a restart of the host an earlier token may be invalid.
    loadInfo();
  };
  events.onerror = () => setConnection("disconnected");
  events.onmessage = (message) => showChanges(JSON.parse(message.data));
}

function setConnection(state) {
  find("connection").dataset.state = state;
  find("connection").textContent = state;
}

function disconnect(state) {
  events?.close();
  events = undefined;
  setConnection(state);
}

function showChanges(changes) {
  if (isFirstMessage) {
    // It has every request. After a restart of the host the earlier ones do not exist any more.
    const kept = new Set(changes.requests.map((request) => request.id));
    [...requests.keys()].filter((id) => !kept.has(id)).forEach(remove);
    isFirstMessage = false;
  }
  // Oldest first, so that the newest becomes the first row.
  for (const request of changes.requests.toReversed()) {
    showRequest(request);
  }
  for (const id of [...requests.keys()].slice(0, Math.max(requests.size - CAPACITY, 0))) {
    remove(id);
  }
  find("empty").hidden = requests.size > 0;
  find("no-metrics").hidden = changes.metrics.length > 0;
  find("metrics").tBodies[0].replaceChildren(...changes.metrics.map(metricRow));
}

function showRequest(request) {
  let entry = requests.get(request.id);
  if (entry === undefined) {
    entry = { row: element("tr", { "data-id": request.id }), details: null };
    requests.set(request.id, entry);
    rows.prepend(entry.row);
  }
  entry.request = request;
  const hadFocus = entry.row.contains(document.activeElement);
  entry.row.replaceChildren(...requestCells(request, entry.details !== null));
  entry.row.querySelector("button").onclick = () => toggle(request.id);
  if (hadFocus) {
    entry.row.querySelector("button").focus();
  }
  applyFilter(entry);
  if (entry.details !== null) {
    loadDetails(entry);
  }
}

function remove(id) {
  const { row, details } = requests.get(id);
  row.remove();
  details?.remove();
  requests.delete(id);
}

function toggle(id) {
  const entry = requests.get(id);
  if (entry.details === null) {
    entry.details = element("tr", { class: "details" }, element("td", { colspan: "6" }, "Loading…"));
    entry.row.after(entry.details);
    loadDetails(entry);
  } else {
    entry.details.remove();
    entry.details = null;
  }
  entry.row.querySelector("button").setAttribute("aria-expanded", String(entry.details !== null));
}

async function loadDetails(entry) {
  const response = await fetch(`/_local/requests/${encodeURIComponent(entry.request.id)}`);
  if (entry.details === null) {
    return;
  }
  const content = response.ok ? requestDetails(await response.json()) : "The host does not keep this request any more.";
  const open = [...(entry.details?.querySelectorAll("details") ?? [])].map((line) => line.open);
  entry.details?.firstChild.replaceChildren(content);
  // The lines that were open stay open.
  entry.details?.querySelectorAll("details").forEach((line, index) => { line.open = open[index] ?? false; });
}

function applyFilter(entry) {
  const { request, row, details } = entry;
  const text = find("filter").value.trim().toLowerCase();
  const searched = [request.method, request.path, request.status, ...request.reasons].join(" ").toLowerCase();
  row.hidden = !searched.includes(text) || (find("problems").checked && !isProblem(request));
  if (details !== null) {
    details.hidden = row.hidden;
  }
}

const applyFilters = () => requests.forEach(applyFilter);
find("filter").oninput = applyFilters;
find("problems").onchange = applyFilters;

find("pause").onclick = () => {
  const isPaused = find("pause").getAttribute("aria-pressed") !== "true";
  find("pause").setAttribute("aria-pressed", String(isPaused));
  isPaused ? disconnect("paused") : connect();
};

// A browser has few connections for each host, and a hidden page does not need one.
document.onvisibilitychange = () => {
  if (find("pause").getAttribute("aria-pressed") !== "true") {
    document.hidden ? disconnect("paused") : connect();
  }
};

// --- Token, links, data ---

async function loadInfo() {
  const response = await fetch("/_local/info");
  info = await response.json();
  document.title = `Local host · ${info.template.split("/").at(-1)}`;
  find("links").replaceChildren(
    ...info.documentationPaths.map((path) => element("a", { href: info.apiRoot + path }, path)),
  );
  find("token").textContent = info.token ?? "";
  find("token").hidden = find("token-actions").hidden = info.token === null;
  find("token-note").textContent =
    info.token !== null ? "For the header authorization. It has all scopes of the service client."
    : info.needsToken ? "The host issues no token for this API: its tokens come from another issuer."
    : "The API needs no token: the host runs with --no-auth.";
  find("queues-section").hidden = !info.hasQueues;
  find("data-section").hidden = !info.canReset;
  find("data").textContent = `Storage: ${info.data}`;
}

const authorization = () => (info.token === null ? {} : { authorization: `Bearer ${info.token}` });

async function copy(text) {
  await navigator.clipboard.writeText(text);
  find("copied").textContent = "Copied";
  setTimeout(() => { find("copied").textContent = ""; }, 2000);
}

find("copy-token").onclick = () => copy(info.token);
find("copy-curl").onclick = () =>
  copy(`curl -i ${location.origin}${info.apiRoot}${ITEMS} -H 'authorization: Bearer ${info.token}'`);

find("reset").onclick = () => find("confirm").showModal();
find("cancel").onclick = () => find("confirm").close();
find("delete").onclick = async () => {
  find("confirm").close();
  find("reset-note").textContent = "Deleting…";
  const response = await fetch("/_local/reset", { method: "POST" });
  find("reset-note").textContent = response.ok ? "Deleted." : `The host responded ${response.status}.`;
  await loadItems();
};

// --- Queues ---

/** Messages become visible and are moved without an event, so the state is requested, while the page is live. */
async function loadQueues() {
  if (events === undefined || !info?.hasQueues) {
    return;
  }
  const queues = await (await fetch("/_local/queues")).text();
  // Rows that have not changed stay: one of their buttons may have the focus.
  if (queues !== shownQueues) {
    shownQueues = queues;
    find("queues").tBodies[0].replaceChildren(...JSON.parse(queues).map((queue) => queueRow(queue, redrive)));
  }
}

async function redrive(queue) {
  const response = await fetch(`/_local/queues/${encodeURIComponent(queue.name)}/redrive`, { method: "POST" });
  find("queues-note").textContent = response.ok
    ? `Moved ${(await response.json()).moved} to ${queue.deadLettersOf.join(", ")}.`
    : `The host responded ${response.status}.`;
  await loadQueues();
}

// --- Items ---

async function loadItems() {
  const response = await fetch(`${info.apiRoot}${ITEMS}?limit=10`, { headers: authorization() });
  // Another API than this repository's.
  find("items-section").hidden = response.status === 404;
  const items = response.ok ? await response.json() : [];
  find("items").replaceChildren(...items.map(itemRow));
  find("items-note").textContent =
    !response.ok ? `The API responded ${response.status}.`
    : items.length === 0 ? "There are no items."
    : "";
}

find("refresh").onclick = async () => {
  await loadInfo();
  await loadItems();
};

connect();
await loadInfo();
setInterval(loadInfo, TOKEN_REFRESH);
setInterval(() => loadQueues().catch(() => { /* The host has ended; the stream of events shows it. */ }), QUEUE_REFRESH);
await loadItems();
