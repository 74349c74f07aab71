import { chrome } from "./_includes/chrome.js";

export const data = { permalink: "/months/" };

export function render({ collections }) {
  const items = Object.entries(collections.months).map(
    ([month, told]) => `<li><a href="/months/${month}/">${month}</a> ${told.length}</li>`,
  );
  return chrome("月份", "月份", `<article>\n<h1 id="top">月份</h1>\n<ul>${items.join("\n")}</ul>\n</article>`);
}
