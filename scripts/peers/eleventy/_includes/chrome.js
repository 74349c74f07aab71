import { readFileSync } from "node:fs";

// The chrome around title, description and text: pieces, and between them a mark for what stands there.
const pieces = JSON.parse(readFileSync(new URL("chrome.json", import.meta.url)));
const FIRST_MARK = 0xe000;

export const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

export const chrome = (title, description, main) => {
  const slots = [escaped(title), escaped(description), main];
  return pieces.map((one, index) => (index % 2 ? slots[one.charCodeAt(0) - FIRST_MARK] : one)).join("");
};

export const list = (stories) =>
  `<ul class="stories">\n${stories
    .map((one) => `<li><h3><a href="${one.url}">${escaped(one.data.title)}</a></h3><p>${escaped(one.data.description)}</p></li>`)
    .join("\n")}\n</ul>`;
