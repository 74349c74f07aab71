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
    editor: { onPublishing: "现在存吗？" },
    editorToolbar: {
      publish: "保存",
      publishing: "正在存……",
      published: "已存下",
      publishNow: "存下，提交到 Git",
      publishAndCreateNew: "存下，再写一个新的",
      publishAndDuplicate: "存下，照它再写一个",
      duplicate: "照它再写一个",
      backCollection: "正在改：%{collectionLabel}",
      unsavedChanges: "有改动还没存",
      changesSaved: "都存下了",
    },
    editorWidgets: { datetime: { now: "今天" } },
  },
  mediaLibrary: { mediaLibraryModal: { deleting: "正在删除……" } },
  ui: { toast: { entryPublished: "已存下，已提交", entrySaved: "已存下，已提交", onFailToPersist: "没有存成：%{details}", onFailToLoadEntries: "打不开：%{details}" } },
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
