// Decisions that the desk has not confirmed yet: kept in the browser and sent again until it has.
"use strict";
import { isRefusal, tell } from "./wire.js";

const PLACE = "desk.unsaved." + document.body.dataset.person;
const FIRST_WAIT = 1000, LONGEST_WAIT = 15000;

export class Unsaved {
  // changed(count) is told how many wait; saved(entry, answer) and refused(entry, error) what became of one.
  constructor({ changed, saved, refused }) {
    Object.assign(this, { changed, saved, refused, waiting: this.kept(), busy: false, wait: FIRST_WAIT });
    if (this.waiting.length) { this.flush(); }
  }

  get count() { return this.waiting.length; }

  has(task) { return this.waiting.some((entry) => entry.task === task); }

  add(entry) {
    this.waiting.push(entry);
    this.keep();
    return this.flush();
  }

  async flush() {
    if (this.busy) { return; }
    this.busy = true;
    while (this.waiting.length) {
      const entry = this.waiting[0];
      try {
        const answer = await tell(entry.path, entry.fields);
        this.drop();
        this.saved(entry, answer);
      } catch (error) {
        if (!isRefusal(error) || error.status === 401 || error.code === "token") { return this.later(error); }
        this.drop();
        this.refused(entry, error);
      }
    }
    this.busy = false;
  }

  later() {
    this.changed(this.waiting.length, true);
    window.setTimeout(() => { this.busy = false; this.flush(); }, this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  drop() {
    this.waiting.shift();
    this.wait = FIRST_WAIT;
    this.keep();
  }

  keep() {
    try { window.localStorage.setItem(PLACE, JSON.stringify(this.waiting)); } catch { /* private window: memory only */ }
    this.changed(this.waiting.length, false);
  }

  kept() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(PLACE));
      return Array.isArray(kept) ? kept : [];
    } catch { return []; }
  }
}
