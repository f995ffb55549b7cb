"use strict";
(function () {
  const root = document.documentElement;
  const panel = document.getElementById("evidence");
  const note = document.getElementById("note");
  const crop = document.getElementById("crop");
  let chosen = [];

  document.getElementById("language").addEventListener("click", function () {
    root.classList.toggle("show-zh");
    root.classList.toggle("show-en");
    root.lang = root.classList.contains("show-zh") ? "zh-CN" : "en";
  });

  document.getElementById("close").addEventListener("click", function () {
    panel.hidden = true;
  });

  function choose(key) {
    chosen.forEach(function (element) { element.classList.remove("on"); });
    chosen = [document.getElementById("m" + key), document.getElementById("f" + key)].filter(Boolean);
    chosen.forEach(function (element) { element.classList.add("on"); });
    return chosen;
  }

  function drawCrop(cell) {
    const page = document.getElementById("p" + cell.dataset.page);
    if (!page) { return; }
    const box = cell.dataset.box.split(" ").map(Number);
    const picture = new Image();
    picture.addEventListener("load", function () {
      const context = crop.getContext("2d");
      const margin = box[3] * 0.8;
      const height = box[3] + 2 * margin;
      const width = height * crop.width / crop.height;
      const left = box[0] + box[2] / 2 - width / 2;
      context.fillStyle = "#eef2f6";
      context.fillRect(0, 0, crop.width, crop.height);
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, left, box[1] - margin, width, height, 0, 0, crop.width, crop.height);
      const scale = crop.height / height;
      context.strokeStyle = "#6a1fd0";
      context.lineWidth = 2;
      context.strokeRect((box[0] - left) * scale, margin * scale, box[2] * scale, box[3] * scale);
    });
    picture.src = page.querySelector("image").getAttribute("href");
  }

  function show(key, target) {
    choose(key);
    const cell = document.getElementById("f" + key);
    const mark = document.getElementById("m" + key);
    if (cell) {
      note.textContent = cell.dataset.note;
      panel.hidden = false;
      drawCrop(cell);
    }
    const goal = target === "page" && mark ? mark : cell;
    if (goal) { goal.scrollIntoView({ block: "center", behavior: "smooth" }); }
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-key]");
    const mark = event.target.closest("svg a");
    if (link) {
      event.preventDefault();
      show(link.dataset.key, "page");
    } else if (mark) {
      event.preventDefault();
      show(mark.getAttribute("href").slice(2), "table");
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { panel.hidden = true; }
  });
})();
