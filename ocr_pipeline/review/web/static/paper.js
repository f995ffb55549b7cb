// The page with zoom: one picture, a mark on the cell, and where the window stands on it.
"use strict";

const WIDEST = 8;

export class Paper {
  constructor(pane, sheet, scan, mark) {
    Object.assign(this, { pane, sheet, scan, mark, box: null, zoom: 1, address: "" });
    this.drag();
    pane.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) { return; }
      event.preventDefault();
      this.scale(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });
  }

  async show(address, box) {
    this.box = box;
    this.scan.hidden = !address;
    this.mark.hidden = !box;
    if (!address || !box) { this.address = ""; return; }
    this.mark.style.left = box[0] * 100 + "%";
    this.mark.style.top = box[1] * 100 + "%";
    this.mark.style.width = (box[2] - box[0]) * 100 + "%";
    this.mark.style.height = (box[3] - box[1]) * 100 + "%";
    if (this.address !== address) {
      this.address = address;
      this.scan.src = address;
      try { await this.scan.decode(); } catch { /* shown when it comes */ }
      if (this.address !== address) { return; }
    }
    this.toCell();
  }

  // So large that the cell is a tenth of the window's width, but at least the width of the page.
  toCell() {
    if (!this.box) { return; }
    const share = Math.max(this.box[2] - this.box[0], 0.02);
    this.setZoom(Math.min(Math.max(1 / (share * 10), 1), 2));
    this.centre();
  }

  wholePage() {
    const ratio = this.scan.naturalHeight / this.scan.naturalWidth || 1.414;
    this.setZoom(Math.min(1, this.pane.clientHeight / (this.pane.clientWidth * ratio)));
    this.pane.scrollTo(0, 0);
  }

  scale(factor) {
    const { pane } = this;
    const x = (pane.scrollLeft + pane.clientWidth / 2) / this.sheet.clientWidth;
    const y = (pane.scrollTop + pane.clientHeight / 2) / this.sheet.clientHeight;
    this.setZoom(this.zoom * factor);
    pane.scrollTo(x * this.sheet.clientWidth - pane.clientWidth / 2, y * this.sheet.clientHeight - pane.clientHeight / 2);
  }

  setZoom(zoom) {
    this.zoom = Math.min(Math.max(zoom, 0.1), WIDEST);
    this.sheet.style.width = this.zoom * 100 + "%";
  }

  centre() {
    const { pane, sheet, box } = this;
    const x = (box[0] + box[2]) / 2 * sheet.clientWidth, y = (box[1] + box[3]) / 2 * sheet.clientHeight;
    pane.scrollTo(x - pane.clientWidth / 2, y - pane.clientHeight / 2);
  }

  drag() {
    let from = null;
    this.pane.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") { return; }
      from = { x: event.clientX + this.pane.scrollLeft, y: event.clientY + this.pane.scrollTop };
      this.pane.setPointerCapture(event.pointerId);
    });
    this.pane.addEventListener("pointermove", (event) => {
      if (from) { this.pane.scrollTo(from.x - event.clientX, from.y - event.clientY); }
    });
    this.pane.addEventListener("pointerup", () => { from = null; });
    this.pane.addEventListener("pointercancel", () => { from = null; });
  }
}
