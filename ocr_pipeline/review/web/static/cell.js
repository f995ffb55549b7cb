// The cell view: shows one cell after the other and turns keys into answers; the next cells are loaded ahead.
"use strict";
import { ask, newId, tell, tellLast } from "./wire.js";
import { isTyping, keyOf } from "./keystrokes.js";
import { Paper } from "./paper.js";
import { Unsaved } from "./unsaved.js";

const ENOUGH_AHEAD = 2;
const byId = (id) => document.getElementById(id);
const desk = byId("desk"), says = desk.dataset;
const place = byId("task"), done = byId("done"), notice = byId("notice"), saving = byId("saving");
const paper = new Paper(byId("paper"), byId("sheet"), byId("scan"), byId("mark"));
const parts = document.createElement("template");

const ahead = [];
const answered = new Set();
let shown = null, since = 0, filling = null, looking = null, tableAt = 0, dirty = new Set(), single = says.task, refusedText = "";

const unsaved = new Unsaved({
  changed(count, failing) {
    saving.textContent = failing ? says.saysUnsaved.replace("{count}", count) : count ? says.saysSaving : "";
    saving.classList.toggle("warn", failing);
    if (failing) { announce(says.saysFailed, "warn"); }
  },
  saved(entry, answer) {
    if (notice.dataset.kind === "warn") { announce(""); }
    if (entry.document) { dirty.add(entry.document); }
    window.dispatchEvent(new CustomEvent("desk:saved", { detail: { task: entry.task, left: answer.left } }));
    refreshSums();
    fill();
  },
  async refused(entry, error) {
    answered.delete(entry.task);
    announce(error.message, "bad");
    const found = await open("/cells/" + entry.task);
    if (found && entry.fields.typed && shown && shown.id === entry.task) { retype(entry.fields.typed); }
  },
});

function retype(typed) {
  byId("typed").value = typed;
  byId("typed").focus();
  tryAnswer("number", typed, false);
}

function announce(sentence, kind) {
  notice.hidden = !sentence;
  notice.textContent = sentence;
  notice.dataset.kind = kind || "";
  notice.className = "notice " + (kind || "");
}

function prepare(task) {
  parts.innerHTML = task.html;
  // Imported, because pictures inside a template are not loaded.
  task.element = document.importNode(parts.content.firstElementChild, true);
  const picture = task.element.querySelector(".crop img");
  task.ready = picture ? picture.decode().catch(() => undefined) : Promise.resolve();
  if (task.page) { task.preload = new Image(); task.preload.src = task.page; }
  return task;
}

// Asks for the next cells; those shown, answered or on their way already are left out.
function fill() {
  if (filling) { return filling; }
  filling = ask("/cells/next" + (says.query ? "?" + says.query : "")).then((found) => {
    byId("progress").textContent = found.progress;
    const known = new Set(ahead.map((task) => task.id));
    for (const task of found.tasks) {
      if (known.has(task.id) || answered.has(task.id) || unsaved.has(task.id) || (shown && shown.id === task.id)) { continue; }
      ahead.push(prepare(task));
    }
    filling = null;
    if (!shown) { next(); }
  }).catch((error) => {
    filling = null;
    announce(error.message, "bad");
    if (!shown) { window.setTimeout(fill, 2000); }
  });
  return filling;
}

function next() {
  const task = ahead.shift();
  if (task) { show(task); } else if (!filling && !unsaved.count) { finish(); } else { wait(); }
  if (ahead.length <= ENOUGH_AHEAD && !unsaved.count) { fill(); }
}

function wait() {
  shown = null;
  desk.removeAttribute("data-shown");
  place.setAttribute("aria-busy", "true");
}

let asked = false;
async function finish() {
  shown = null;
  if (!asked) { asked = true; await fill(); return; }
  place.replaceChildren();
  place.removeAttribute("aria-busy");
  done.hidden = false;
  desk.classList.add("finished");
  paper.show("", null);
  byId("table").replaceChildren();
  desk.dataset.shown = "none";
}

function show(task) {
  refusedText = "";
  asked = false;
  shown = task;
  since = performance.now();
  done.hidden = true;
  desk.classList.remove("finished");
  place.replaceChildren(task.element);
  place.removeAttribute("aria-busy");
  place.scrollTop = 0;
  desk.dataset.shown = task.id;
  if (document.activeElement && document.activeElement !== document.body && !byId("help").open) { document.activeElement.blur(); }
  paper.show(task.page, task.box);
  markInTable(task);
  loadTable(task);
  if (dirty.delete(task.document)) { refreshSums(); }
}

function markInTable(task) {
  for (const cell of byId("table").querySelectorAll("td.is-asked")) { cell.classList.remove("is-asked"); }
  const cell = byId("table").querySelector(`td[data-task="${CSS.escape(task.id)}"]`);
  if (!cell) { return; }
  cell.classList.add("is-asked");
  const question = document.createElement("b");
  question.className = "question";
  question.textContent = "?";
  cell.firstElementChild.replaceChildren(question);
  scrollToCell(cell);
}

function scrollToCell(cell) {
  const pane = byId("table");
  const at = cell.getBoundingClientRect(), frame = pane.getBoundingClientRect();
  pane.scrollBy(at.left + at.width / 2 - frame.left - frame.width / 2, at.top + at.height / 2 - frame.top - frame.height / 2);
}

async function loadTable(task) {
  const number = ++tableAt;
  try {
    const html = await ask(`/cells/${task.id}/table`);
    if (number !== tableAt) { return; }
    parts.innerHTML = html;
    byId("table").replaceChildren(parts.content);
    markInTable(task);
  } catch { /* the table is context; the cell can be decided without it */ }
}

// After another answer in the same document the sums of the cell shown may have changed.
function refreshSums() {
  if (shown && !byId("typed").value) { tryAnswer(shown.state === "absent" ? "blank" : shown.state, shown.state === "number" ? shown.typed : "", true); }
}

async function tryAnswer(state, typed, quiet) {
  if (looking) { looking.abort(); }
  const mine = looking = new AbortController(), task = shown;
  const query = new URLSearchParams({ state, typed });
  try {
    const meant = await ask(`/cells/${task.id}/evaluate?${query}`, mine.signal);
    if (task !== shown || mine !== looking) { return; }
    if (!quiet || meant.valid) { parts.innerHTML = meant.html; byId("identities").replaceChildren(parts.content); }
    if (!quiet) { explain(meant); }
  } catch (error) {
    if (error.name !== "AbortError" && !quiet) { explain({ problem: error.message }); }
  }
}

function explain(meant) {
  refusedText = meant.problem ? byId("typed").value.trim() : "";
  const output = byId("meant"), said = [];
  if (meant.problem) { said.push(meant.problem); }
  if (meant.number) { said.push("= " + meant.number + (meant.unit || "")); }
  if (meant.closes) { said.push(says.saysCloses.replace("{count}", meant.closes)); }
  if (meant.breaks) { said.push(says.saysBreaks.replace("{count}", meant.breaks)); }
  if (meant.valid && !meant.closes && !meant.breaks) { said.push(says.saysNeither); }
  output.textContent = said.join(" · ");
  output.className = meant.problem || meant.breaks ? "bad" : meant.closes ? "good" : "";
}

function decide(state, typed) {
  if (!shown) { return; }
  const task = shown, rules = byId("rules");
  const fields = {
    id: newId(), state, typed: typed || "", ...task.sent,
    reason: byId("reason").value, seconds: ((performance.now() - since) / 1000).toFixed(2), rules: rules && rules.checked ? "1" : "0",
  };
  answered.add(task.id);
  announce("");
  shown = null;
  const kept = unsaved.add({ task: task.id, document: task.document, path: `/cells/${task.id}/decide`, fields });
  if (single) { single = ""; }
  next();
  return kept;
}

function choose(index) {
  const option = shown && shown.options[index];
  if (option) { decide(option.state, option.typed); }
}

async function skip() {
  if (!shown) { return; }
  const task = shown;
  answered.add(task.id);
  shown = null;
  next();
  try { await tell(`/cells/${task.id}/skip`, {}); } catch (error) { announce(error.message, "bad"); }
  answered.delete(task.id);
}

// Shows a cell again, and keeps the one that was shown for afterwards.
function reopen(task) {
  if (shown) { ahead.unshift(shown); shown.element = place.firstElementChild; }
  answered.delete(task.id);
  for (let at = ahead.length - 1; at >= 0; at -= 1) { if (ahead[at].id === task.id) { ahead.splice(at, 1); } }
  show(prepare(task));
}

async function open(path, fields) {
  try {
    const found = fields ? await tell(path, fields) : await ask(path);
    if (found.tasks.length) { reopen(found.tasks[0]); }
    return found;
  } catch (error) {
    announce(error.message, "bad");
    return null;
  }
}

async function back() {
  await unsaved.flush();
  const found = await open("/back", shown ? { before: shown.id } : {});
  if (found && !found.tasks.length) { announce(says.saysFirst); }
}

async function undo() {
  await unsaved.flush();
  const found = await open("/undo", { id: newId() });
  if (!found) { return; }
  if (!found.tasks.length && found.finding) { window.location.assign("/findings?case=" + encodeURIComponent(found.finding)); return; }
  announce(found.tasks.length ? says.saysUndone : says.saysNothingToUndo);
  fill();
}

function split() {
  const order = ["", "paper-first", "table-first"], context = byId("context");
  const at = order.findIndex((name) => name && context.classList.contains(name));
  context.classList.remove("paper-first", "table-first");
  const wanted = order[(Math.max(at, 0) + 1) % order.length];
  if (wanted) { context.classList.add(wanted); }
  if (shown) { paper.toCell(); markInTable(shown); }
}

const actions = {
  "b": () => decide("blank"), "d": () => decide("dash"), "-": () => decide("dash"), "u": () => decide("unreadable"),
  "s": skip, "ArrowRight": skip, "ArrowLeft": back, "Backspace": back, "z": undo,
  "t": () => byId("typed") && byId("typed").focus(), "r": () => byId("reason") && byId("reason").focus(),
  "i": () => paper.scale(1.3), "+": () => paper.scale(1.3), "o": () => paper.scale(1 / 1.3), "0": () => paper.wholePage(), "c": () => paper.toCell(),
  "p": split, "?": () => byId("help").showModal(),
};

document.addEventListener("keydown", function (event) {
  if (byId("help").open) { return; }
  if (event.key === "Escape" && isTyping(event)) { event.target.blur(); return; }
  const key = keyOf(event);
  if (event.key === "Enter" && event.target.id === "reason") { event.preventDefault(); event.target.blur(); return; }
  if (!key || isTyping(event) || event.repeat && !"io+".includes(key)) { return; }
  if (/^[1-9]$/.test(key)) { event.preventDefault(); choose(Number(key) - 1); return; }
  if (actions[key]) { event.preventDefault(); actions[key](); }
});

place.addEventListener("click", function (event) {
  const option = event.target.closest("[data-option]"), state = event.target.closest("[data-state]");
  if (option) { choose(Number(option.dataset.option)); } else if (state) { decide(state.dataset.state); }
});
place.addEventListener("submit", function (event) {
  event.preventDefault();
  const typed = byId("typed").value.trim();
  // What is known to be no number stays where it is; the line below it says why.
  if (typed && typed !== refusedText) { decide("number", typed); }
});
place.addEventListener("input", function (event) {
  if (event.target.id !== "typed") { return; }
  const typed = event.target.value.trim();
  if (typed) { tryAnswer("number", typed, false); } else { explain({}); refreshSums(); }
});
byId("table").addEventListener("click", function (event) {
  const link = event.target.closest("a");
  if (!link) { return; }
  event.preventDefault();
  open("/cells/" + link.closest("td").dataset.task);
});

for (const [id, act] of [["back", back], ["undo", undo], ["skip", skip], ["keys", actions["?"]], ["split", split],
  ["zoom-in", actions.i], ["zoom-out", actions.o], ["zoom-page", actions["0"]], ["zoom-cell", actions.c]]) {
  byId(id).addEventListener("click", () => { act(); document.activeElement.blur(); });
}

window.addEventListener("beforeunload", function (event) { if (unsaved.count) { event.preventDefault(); } });
window.addEventListener("pagehide", function () { tellLast("/release"); });

if (single) { open("/cells/" + encodeURIComponent(single)).then(fill); } else { fill(); }
