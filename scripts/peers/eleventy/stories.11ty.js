import { chrome, list } from "./_includes/chrome.js";

export const data = { permalink: "/stories/" };

export function render({ collections }) {
  return chrome("直说", "直说", `<article>\n<h1 id="top">直说</h1>\n${list(collections.told.slice(0, 20))}\n</article>`);
}
