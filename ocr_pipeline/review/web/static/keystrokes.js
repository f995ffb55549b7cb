// What a key means: letters by what they say, or by where they are while an input method is on.
"use strict";

export function isTyping(event) {
  const target = event.target;
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName));
}

export function keyOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return ""; }
  let key = event.key;
  if (key === "Process" || key === "Unidentified") {
    key = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : /^(Digit|Numpad)[0-9]$/.test(event.code) ? event.code.slice(-1) : key;
  }
  return key.length === 1 ? key.normalize("NFKC").toLowerCase() : key;
}
