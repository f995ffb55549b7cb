// Requests to the desk: with the form token, which is fetched anew after the desk was started again.
"use strict";

let token = document.body.dataset.token;

export class Refused extends Error {
  constructor(status, said) {
    super(said.problem || String(status));
    this.status = status;
    this.code = said.code || "";
    this.detail = said.detail || "";
  }
}

async function answered(response) {
  if (response.ok) { return response.headers.get("content-type").startsWith("application/json") ? response.json() : response.text(); }
  let said = {};
  try { said = await response.json(); } catch { /* not from the desk itself */ }
  if (response.status === 401) { window.location.assign("/login"); }
  throw new Refused(response.status, said);
}

export async function ask(path, signal) {
  const response = await fetch(path, { headers: { accept: "application/json" }, signal });
  return answered(response);
}

function send(path, fields) {
  const headers = { "accept": "application/json", "content-type": "application/json", "x-desk-token": token };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(fields) });
}

export async function tell(path, fields) {
  let response = await send(path, fields);
  if (response.status === 403) {
    token = (await ask("/token")).token;
    response = await send(path, fields);
  }
  return answered(response);
}

export function tellLast(path) {
  const fields = new URLSearchParams({ token });
  navigator.sendBeacon(path, fields);
}

export function isRefusal(error) { return error instanceof Refused && error.status < 500 && error.status !== 429; }

// crypto.randomUUID is only there on https and loopback; offices also use plain http.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
