// Pages that need no script of their own: keys press the links and buttons that carry them.
"use strict";
import { isTyping, keyOf } from "./keystrokes.js";

document.addEventListener("keydown", function (event) {
  const key = keyOf(event);
  if (event.key === "Escape" && isTyping(event)) { event.target.blur(); return; }
  if (!key || isTyping(event)) { return; }
  if (event.target.closest("a, button, summary") && (key === "Enter" || key === " ")) { return; }
  for (const element of document.querySelectorAll("[data-focus]")) {
    if (element.dataset.focus === key) { event.preventDefault(); element.focus(); return; }
  }
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.dataset.key.split(" ").includes(key)) { event.preventDefault(); element.click(); return; }
  }
});

const chosen = document.querySelector("[aria-current='true']");
if (chosen) { chosen.scrollIntoView({ block: "nearest" }); }

// The page of a finding, moved so that the place that is meant is in sight.
for (const picture of document.querySelectorAll("#strip img")) {
  const place = function () {
    const box = picture.dataset.box.split(" ").map(Number);
    const middle = (box[1] + box[3]) / 2 * picture.clientHeight;
    picture.parentElement.scrollTop = middle - picture.parentElement.clientHeight / 2;
    const mark = document.createElement("div");
    mark.className = "mark";
    mark.style.left = box[0] * picture.clientWidth + "px";
    mark.style.top = box[1] * picture.clientHeight + "px";
    mark.style.width = (box[2] - box[0]) * picture.clientWidth + "px";
    mark.style.height = (box[3] - box[1]) * picture.clientHeight + "px";
    picture.parentElement.append(mark);
  };
  if (picture.complete) { place(); } else { picture.addEventListener("load", place, { once: true }); }
}

for (const select of document.querySelectorAll("form.filters select, form.filters input[type=checkbox]")) {
  select.addEventListener("change", function () { select.form.requestSubmit(); });
}
