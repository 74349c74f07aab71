// Starts Decap CMS with the configuration made from the records, and shows what the check says of the last save.
"use strict";

window.CMS_MANUAL_INIT = true;
// The local server knows nobody by name: there is nothing to log in to.
localStorage.setItem("decap-cms-user", JSON.stringify({ backendName: "proxy" }));

// Decap's own words speak of publishing; a save here is a commit on this machine, and nothing is public by it.
const WORDS = {
  collection: { sidebar: { collections: "改什么" } },
  editor: {
    editorControlPane: { widget: { regexPattern: "“%{fieldLabel}”：%{pattern}" } },
    editor: {
      onPublishing: "现在存吗？",
      confirmLoadBackup: "这台电脑上还留着上次没存的新内容，要用吗？",
      onDeletePublishedEntry: "删掉这个故事吗？它的网址会写进“撤下的和换了地址的”，为什么撤下，请您到那里写。",
      onDeleteWithUnsavedChanges: "没存的改动也会没有。删掉这个故事吗？它的网址会写进“撤下的和换了地址的”，为什么撤下，请您到那里写。",
    },
    editorToolbar: {
      publish: "保存",
      publishing: "正在存……",
      published: "已存下",
      publishNow: "存下，提交到 Git",
      publishAndCreateNew: "存下，再写一个新的",
      publishAndDuplicate: "存下，照它再写一个",
      duplicate: "照它再写一个",
      backCollection: "正在改：%{collectionLabel}",
      deleteEntry: "删掉这个故事",
      deletePublishedEntry: "删掉这个故事",
      unsavedChanges: "有改动还没存",
      changesSaved: "都存下了",
    },
    editorWidgets: { datetime: { now: "今天" } },
  },
  mediaLibrary: { mediaLibraryModal: { deleting: "正在删除……" } },
  ui: { toast: { entryPublished: "已存下，已提交", entrySaved: "已存下，已提交", onFailToPersist: "%{details}", onFailToLoadEntries: "打不开：%{details}" } },
};

function over(words, own) {
  const parts = Object.entries(own).map(([name, one]) => [name, typeof one === "string" ? one : over(words[name], one)]);
  return { ...words, ...Object.fromEntries(parts) };
}

// A folded entry opens where it is read, not by its small arrow alone.
addEventListener("click", ({ target }) => {
  const label = target.closest('[class*="NestedObjectLabel"]');
  if (label) label.parentElement.querySelector("button").click();
});

// Decap offers what it kept of an unsaved record and then loads the file over it: only a new record comes back.
const confirmed = window.confirm;
window.confirm = (words) => (words !== WORDS.editor.editor.confirmLoadBackup || location.hash.endsWith("/new")) && confirmed(words);

// Decap's icons have no names, so who hears the page or steers it by voice gets them here.
function name(bar) {
  const place = [...bar.parentElement.parentElement.children].indexOf(bar.parentElement) + 1;
  [`展开或收起第 ${place} 条`, `第 ${place} 条：拖动，或者按上下方向键，换先后`, `删去第 ${place} 条`].forEach((words, at) => {
    if (bar.children[at]?.matches("button, [role=button]")) bar.children[at].ariaLabel = words;
  });
  bar.children[1].ariaRoleDescription = "可换先后";
}

// Of moving by keys it tells in English what it cannot do.
function hush(said) {
  said.ariaLive = "off";
  if (said.textContent) said.textContent = "";
}

new MutationObserver(() => {
  document.querySelectorAll('[class*="ListItemTopBar"]').forEach(name);
  document.querySelectorAll('[id^="DndDescribedBy"], [id^="DndLiveRegion"]').forEach(hush);
  for (const dialog of document.querySelectorAll("[role=dialog]")) dialog.ariaLabel = "照片等文件";
  // its name stands below each
  for (const picture of document.querySelectorAll("[role=dialog] img:not([alt])")) picture.alt = "";
}).observe(document.body, { childList: true, subtree: true });

// Decap moves an entry by the mouse alone; the arrow keys draw it past its neighbour in the same way.
const MOVES = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };
const frame = () => new Promise(requestAnimationFrame);

// Each step of a drag is taken up when Decap gets to it, on a slow machine many frames later.
async function until(seen) {
  const end = performance.now() + 2000;
  do await frame();
  while (!seen() && performance.now() < end);
}

addEventListener("keydown", async (event) => {
  const handle = event.target.closest('[class*="ListItemTopBar"] > [role=button]');
  const entry = handle?.parentElement.parentElement;
  const other = entry?.[MOVES[event.key]];
  if (!other) return;
  event.preventDefault();
  const list = entry.parentElement;
  if (list.ariaBusy) return; // one move after the other
  list.ariaBusy = "true";
  const { x, y, width, height } = handle.getBoundingClientRect();
  const draw = (kind, target, way) => {
    const place = { clientX: x + width / 2, clientY: y + height / 2 + way };
    target.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, button: 0, ...place }));
  };
  const way = other.getBoundingClientRect().top - entry.getBoundingClientRect().top;
  draw("mousedown", handle, 0);
  draw("mousemove", document, 8 * Math.sign(way));
  await until(() => handle.ariaPressed === "true");
  draw("mousemove", document, way);
  await until(() => new DOMMatrix(other.style.transform).f);
  draw("mouseup", document, way);
  await new Promise((done) => setTimeout(done, 100)); // after a drag, no click is taken for 50 ms
  list.ariaBusy = null;
});

// What was refused stays to be read, longer than Decap's own word for it, until something is saved or opened.
const refused = document.getElementById("refused");
const send = window.fetch;
window.fetch = async (address, asked) => {
  const answer = await send(address, asked);
  if (/"action":"(persistEntry|deleteFiles|getEntry)"/.test(asked?.body)) refused.textContent = answer.ok ? "" : (await answer.clone().json()).error;
  return answer;
};

addEventListener("load", async () => {
  const config = await (await fetch("config.json")).json();
  document.querySelector(".wait").remove();
  window.CMS.registerLocale("zh_Hans", over(window.CMS.getLocale("zh_Hans"), WORDS));
  window.CMS.init({ config });
  ask();
});

const checked = document.getElementById("checked");
let shown = "";

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function show({ checking, problems, good }) {
  checked.className = checking ? "" : problems.length ? "bad" : "good";
  if (checking) return checked.replaceChildren(line("p", "正在检查……"));
  if (!problems.length) return checked.replaceChildren(line("p", good));
  const list = document.createElement("ul");
  list.append(...problems.map((problem) => line("li", problem)));
  const head = `写的都存着，可是有 ${problems.length} 处要改；改好以前，网站不会更新。`;
  checked.replaceChildren(line("p", head), list);
}

async function ask() {
  try {
    const said = await (await fetch("problems.json")).text();
    if (said !== shown) show(JSON.parse(said));
    shown = said;
  } catch {
    shown = "";
    checked.className = "bad";
    checked.replaceChildren(line("p", "scripts/edit 停了，现在存不了。请回到终端再运行一次，用新的网址打开。"));
  }
  setTimeout(ask, 1000);
}
