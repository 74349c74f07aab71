import { readFileSync } from "node:fs";

// The pieces of the page around title, description and text.
const [head, afterTitle, afterDescription, afterMain] = JSON.parse(readFileSync(new URL("chrome.json", import.meta.url)));

export const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

export const chrome = (title, description, main) =>
  head + escaped(title) + afterTitle + escaped(description) + afterDescription + main + afterMain;

export const list = (stories) =>
  `<ul class="stories">\n${stories
    .map((one) => `<li><h3><a href="${one.url}">${escaped(one.data.title)}</a></h3><p>${escaped(one.data.description)}</p></li>`)
    .join("\n")}\n</ul>`;
