// The digit carpet: pull out the odd ones, confirm the rest; all of it by keys or by clicks.
"use strict";
import { ask, isRefusal, newId, tell } from "./wire.js";
import { keyOf } from "./keystrokes.js";

const carpet = document.getElementById("carpet"), weave = document.getElementById("weave"), says = carpet.dataset;
const notice = document.getElementById("notice"), saving = document.getElementById("saving"), button = document.getElementById("confirm");
const knots = Array.from(weave.querySelectorAll(".knot"));
const started = performance.now();
let at = 0, sent = null;

function isOdd(knot) { return knot.getAttribute("aria-pressed") === "true"; }

function count() {
  const odd = knots.filter(isOdd).length;
  document.getElementById("odd").textContent = odd ? says.saysOdd.replace("{count}", odd) : "";
  document.getElementById("confirm-words").textContent = says.saysConfirm.replace("{count}", knots.length - odd);
}

function toggle(knot) { knot.setAttribute("aria-pressed", String(!isOdd(knot))); count(); }

function go(to) {
  if (!knots.length) { return; }
  knots[at].tabIndex = -1;
  at = Math.min(Math.max(to, 0), knots.length - 1);
  knots[at].tabIndex = 0;
  knots[at].focus();
}

// The knot above or below: the nearest in the next line, whatever its width.
function vertical(direction) {
  const here = knots[at], line = here.offsetTop, middle = here.offsetLeft + here.offsetWidth / 2;
  const beyond = knots.filter((knot) => direction > 0 ? knot.offsetTop > line : knot.offsetTop < line);
  if (!beyond.length) { return; }
  const top = direction > 0 ? Math.min(...beyond.map((k) => k.offsetTop)) : Math.max(...beyond.map((k) => k.offsetTop));
  const off = (knot) => Math.abs(knot.offsetLeft + knot.offsetWidth / 2 - middle);
  go(knots.indexOf(beyond.filter((k) => k.offsetTop === top).sort((a, b) => off(a) - off(b))[0]));
}

function announce(sentence, kind) {
  notice.hidden = !sentence;
  notice.textContent = sentence;
  notice.className = "notice " + kind;
}

async function confirm() {
  if (button.disabled || !knots.length) { return; }
  button.disabled = true;
  saving.textContent = says.saysSaving;
  const items = knots.filter((knot) => !isOdd(knot)).map((knot) => ({
    task: knot.dataset.task, report: knot.dataset.report, crop: knot.dataset.crop, version: knot.dataset.version,
  }));
  // The same id for every attempt: if the first one was saved after all, the second changes nothing.
  sent = sent || { id: newId(), key: says.keyName, seconds: ((performance.now() - started) / 1000).toFixed(2), items };
  try {
    const result = await tell("/carpet/cells", sent);
    if (result.count) {
      saving.textContent = "";
      announce(says.saysRefused.replace("{count}", result.count) + " " + result.refused.join(" "), "warn");
    } else { window.location.assign(document.getElementById("leave").href); }
  } catch (error) {
    if (isRefusal(error)) { announce(error.message, "bad"); saving.textContent = ""; sent = null; } else {
      saving.textContent = says.saysUnsaved.replace("{count}", items.length);
      window.setTimeout(() => { button.disabled = false; confirm(); }, 2000);
      return;
    }
  }
  button.disabled = false;
}

async function undo() {
  try { await tell("/undo", { id: newId() }); window.location.reload(); } catch (error) { announce(error.message, "bad"); }
}

document.addEventListener("keydown", function (event) {
  const key = keyOf(event);
  const acts = {
    ArrowRight: () => go(at + 1), ArrowLeft: () => go(at - 1), ArrowDown: () => vertical(1), ArrowUp: () => vertical(-1),
    Home: () => go(0), End: () => go(knots.length - 1), "x": () => toggle(knots[at]), " ": () => toggle(knots[at]),
    Enter: confirm, "z": undo, Escape: () => document.getElementById("leave").click(),
  };
  const elsewhere = event.target.closest("header a, header button");
  if (!acts[key] || elsewhere && (key === "Enter" || key === " ") || !knots.length && key !== "Escape" && key !== "z") { return; }
  event.preventDefault();
  acts[key]();
});
weave.addEventListener("click", function (event) {
  const knot = event.target.closest(".knot");
  if (knot) { at = knots.indexOf(knot); go(at); toggle(knot); }
});
button.addEventListener("click", confirm);
document.getElementById("undo").addEventListener("click", undo);
if (knots.length) { go(0); } else { ask("/token").catch(() => undefined); }
