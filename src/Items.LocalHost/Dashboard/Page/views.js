// Builds the elements of the page. Everything that comes from a request is set as text, never as markup.

/** @param attributes `class`, `data-…`, `aria-…` and other attributes; null leaves one out. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) {
      node.setAttribute(key, value === true ? "" : value);
    }
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export const milliseconds = (value) => value.toFixed(value < 100 ? 1 : 0);

const number = (value) => value.toLocaleString("en", { maximumFractionDigits: 2 });

const statusKind = ({ status, milliseconds: time }) =>
  status === null ? (time === null ? "pending" : "error")
  : status >= 500 ? "error"
  : status >= 400 ? "warning"
  : "ok";

/** Whether the request was rejected or failed. */
export const isProblem = (request) => request.reasons.length > 0 || ["warning", "error"].includes(statusKind(request));

/** The row of a request, without its details. */
export function requestCells(request, isOpen) {
  const time = new Date(request.time);
  return [
    element("td", { class: "time" }, element("time", { datetime: request.time }, time.toLocaleTimeString("en-GB"))),
    element("td", { class: "method" }, request.method),
    element("td", { class: "path" },
      element("button", { type: "button", class: "path", "aria-expanded": String(isOpen) }, request.path),
      ...request.reasons.map((reason) => element("p", { class: "reason" }, reason))),
    element("td", { class: "status" },
      element("span", { class: "status", "data-kind": statusKind(request) },
        request.status ?? (request.milliseconds === null ? "…" : "none"))),
    element("td", { class: "number duration" }, request.milliseconds === null ? "" : milliseconds(request.milliseconds)),
    element("td", { class: "number sandbox" },
      request.cold ? element("span", { class: "cold" }, "cold") : null, " ",
      request.sandbox === null ? "" : String(request.sandbox)),
  ];
}

/** The details of a request: what the function reported, its trace, metrics and log lines. */
export function requestDetails(details) {
  if (details.invocationId === null) {
    return element("div", { class: "details" }, facts(details),
      element("p", { class: "note" }, "The gateway responded without the function."));
  }
  return element("div", { class: "details" },
    facts(details),
    part("Trace", details.segments.length > 0 ? trace(details) : null, "The function sent no trace segment."),
    part("Metrics", details.metrics.length > 0 ? requestMetrics(details.metrics) : null, "The function wrote no metric."),
    part("Log", details.lines.length > 0 ? log(details) : null, "The function wrote no line."));
}

function part(title, content, none) {
  return element("section", {}, element("h3", {}, title), content ?? element("p", { class: "note" }, none));
}

function facts({ request, function: report, invocationId, traceId }) {
  const list = [
    ["Request id", request.id],
    ["Invocation id", invocationId],
    ["Trace id", traceId],
    ["Sandbox", request.sandbox && `process ${request.sandbox}${request.cold ? ", started for this request" : ""}`],
    ["Function", report && `${milliseconds(report.milliseconds)} ms, at most ${report.peakMemory} MB`],
    ["Init", report?.initMilliseconds && `${milliseconds(report.initMilliseconds)} ms`],
  ];
  return element("dl", {}, ...list
    .filter(([, value]) => value)
    .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

function trace({ function: report, segments: sent }) {
  const segments = report === null ? sent : [invocation(report), ...sent];
  const start = Math.min(...segments.map((segment) => segment.start));
  const end = Math.max(...segments.map((segment) => segment.end ?? segment.start));
  const whole = Math.max(end - start, 0.000001);
  return element("ol", { class: "trace" }, ...segments.map((segment) => {
    const bar = element("span", { class: "bar", "data-failed": segment.hasFailed });
    const length = (segment.end ?? end) - segment.start;
    bar.style.left = `${((segment.start - start) / whole) * 100}%`;
    bar.style.width = `${Math.max((length / whole) * 100, 0.5)}%`;
    const outcome = segment.status === null ? "" : ` ${segment.status}`;
    return element("li", {},
      element("span", { class: "name" }, [segment.name, segment.operation].filter(Boolean).join(" ") + outcome),
      element("span", { class: "track", "aria-hidden": "true" }, bar),
      element("span", { class: "number" }, segment.end === null ? "in progress" : `${milliseconds(length * 1000)} ms`));
  }));
}

/** The whole invocation, as the host measured it, in the form of a segment. */
function invocation({ started, milliseconds: duration }) {
  const start = Date.parse(started) / 1000;
  return { name: "Function", operation: null, start, end: start + duration / 1000, status: null, hasFailed: false };
}

function requestMetrics(metrics) {
  return element("ul", { class: "values" }, ...metrics.map((metric) =>
    element("li", {}, `${metric.name} `, element("strong", {}, metric.values.map(number).join(", ")),
      metric.unit === "Milliseconds" ? " ms" : "")));
}

function log({ lines, droppedLines }) {
  const rest = droppedLines > 0 ? [element("li", { class: "note" }, `${droppedLines} further lines were not kept`)] : [];
  return element("ol", { class: "log" }, ...lines.map(logLine), ...rest);
}

function logLine(line) {
  if (line.level === null) {
    return element("li", {}, element("pre", {}, line.text));
  }
  return element("li", { "data-level": line.level.toUpperCase() },
    element("details", {},
      element("summary", {}, element("span", { class: "level" }, line.level), ` ${line.message ?? ""}`),
      line.exception ? element("pre", {}, line.exception) : null,
      element("pre", {}, indented(line.text))));
}

function indented(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

/** A row of the totals: a sum for counts, else percentiles. */
export function metricRow({ name, unit, count, sum, p50, p99 }) {
  const value = unit === "Count"
    ? number(sum)
    : `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}${unit === "Milliseconds" ? " ms" : ""}`;
  return element("tr", { "data-metric": name },
    element("th", { scope: "row" }, name,
      unit === "Count" ? null : element("span", { class: "note" }, ` of ${number(count)}`)),
    element("td", { class: "number" }, value));
}

/** The row of a queue; one with dead letters has a button that moves them back. */
export function queueRow(queue, redrive) {
  const button = queue.deadLettersOf.length > 0 && queue.visible > 0
    ? element("button", { type: "button" }, "Redrive")
    : null;
  button?.addEventListener("click", () => redrive(queue));
  return element("tr", { "data-queue": queue.name },
    element("th", { scope: "row" }, queue.name, " ", button),
    element("td", { class: "number" }, String(queue.visible)),
    element("td", { class: "number" }, String(queue.inFlight)));
}

/** Of the columns, a resource of another API has only name and id. */
export function itemRow({ name, category = "", price = "", item_id, id = item_id }) {
  return element("li", {},
    element("strong", {}, name), ` ${category} `,
    element("span", { class: "number" }, String(price)),
    element("code", { class: "clipped" }, id));
}
