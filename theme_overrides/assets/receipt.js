/* Opens one sealed receipt. The code stays on this phone: it stands behind the # of the address, is sent nowhere, and what
   is asked for is a shard of at least 64, by number. Written by sealing.py; the words stand in the page. */
(function (d, w) {
  "use strict";
  const { root, salt } = d.currentScript.dataset;
  const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", LENGTH = 17, SHARD = 64, LOCATOR = 8, INFO = "zhishuo receipt 1";
  const ENTRY = 228;
  const CODES = ["grade", "community", "category", "outcome"];
  const DATES = ["registered", "accepted", "dispatched", "due", "settled", "replied", "struck_off"];
  const EPOCH = Date.UTC(1999, 11, 31), DAY = 86400000;
  /* Symbols that are taken for one another by hand. */
  const ALIKE = ["8B", "5S", "2Z", "6G", "17", "0D", "0Q", "VY", "4A", "9P", "9Q", "UV", "CG", "MN", "KX", "EF", "3B", "1T"];
  const TONES = ["g-red", "g-orange", "g-yellow", "g-blue"];
  const bytes = text => Uint8Array.from(text, c => c.charCodeAt(0));

  /* The symbols of a code as people write it, or as it is pasted with words or the site's address around it. */
  const read = text => {
    const last = text.normalize("NFKC").toUpperCase().split("#").pop();
    const all = Array.from(last).filter(c => /[\p{L}\p{N}]/u.test(c)).map(c => ({ O: "0", I: "1", L: "1" }[c] || c));
    const run = all.join("").match(/[0-9A-Z]{17}/);
    return run && all.some(c => !/[0-9A-Z]/.test(c)) ? Array.from(run[0]) : all;
  };
  const isRight = code => {
    const number = code.slice(0, -1).reduce((n, c) => (n * 32 + SYMBOLS.indexOf(c)) % 37, 0);
    return SYMBOLS[number] === code[LENGTH - 1];
  };
  const place = i => "第 " + (Math.floor(i / 4) + 1) + " 组的第 " + (i % 4 + 1) + " 个字“";
  /* Where a slip of the pen may be: one symbol that looks like another, or two that changed places. */
  const guesses = code => {
    const found = [];
    code.forEach((c, i) => {
      ALIKE.filter(pair => pair.includes(c)).forEach(pair => {
        const other = pair.replace(c, ""), tried = code.slice();
        tried[i] = other;
        if (SYMBOLS.includes(other) && isRight(tried)) found.push(place(i) + c + "”是不是“" + other + "”");
      });
      const tried = code.slice();
      tried[i] = code[i + 1];
      tried[i + 1] = c;
      if (i + 1 < LENGTH && c !== code[i + 1] && isRight(tried)) {
        found.push(place(i) + c + "”和后面的“" + code[i + 1] + "”是不是写反了");
      }
    });
    return found.slice(0, 3);
  };
  const fault = code => {
    if (!code.length) return "请先输入纸条上的码。";
    if (!code.some(c => SYMBOLS.includes(c))) return "这里只认纸条上的码。要找字，请用上面的“查找”。";
    if (code.length < LENGTH && code.every(c => c >= "0" && c <= "9")) {
      return "这像是登记号。这里要输纸条上的码，一共 17 个字母和数字；只有登记号，请到登记的窗口问。";
    }
    const odd = code.findIndex(c => !SYMBOLS.includes(c));
    if (odd >= 0) return place(odd) + code[odd] + "”不会出现在码里，请对着纸条再看一遍。";
    if (code.length < LENGTH) return "少了 " + (LENGTH - code.length) + " 个字：码一共 17 个，现在是 " + code.length + " 个。";
    if (code.length > LENGTH) return "多了 " + (code.length - LENGTH) + " 个字：码一共 17 个，现在是 " + code.length + " 个。";
    if (isRight(code)) return "";
    const where = guesses(code);
    return "有一个字抄错了。" + (where.length ? "请看看：" + where.join("；") + "？" : "请四个一组，对着纸条再看一遍。");
  };

  const open = async code => {
    const meta = await w.zhishuo.load(root, "receipt/meta", salt);
    const raw = Uint8Array.from(meta.salt.match(/../g), pair => parseInt(pair, 16));
    const derived = w.noble.hkdf(w.noble.sha256, bytes(code), raw, bytes(INFO), LOCATOR + 32);
    const locator = derived.slice(0, LOCATOR);
    const shard = Math.floor(new DataView(locator.buffer).getUint32(0) * meta.shards / 4294967296);
    const [sealing, text] = await w.zhishuo.load(root, "receipt/s" + shard, salt);
    if (meta.salt !== salt || sealing !== salt) throw new Error("stale");
    const all = bytes(atob(text));
    if (all.length !== SHARD * ENTRY) throw new Error("tag");
    for (let start = 0; start < all.length; start += ENTRY) {
      if (locator.every((b, i) => b === all[start + i])) {
        const cipher = w.noble.chacha20poly1305(derived.slice(LOCATOR), new Uint8Array(12), locator);
        return { meta, plain: cipher.decrypt(all.slice(start + LOCATOR, start + ENTRY)) };
      }
    }
    return null;
  };
  const unpacked = ({ meta, plain }) => {
    const view = new DataView(plain.buffer, plain.byteOffset), found = {}, days = {};
    CODES.forEach((name, i) => { found[name] = meta[name][plain[1 + i]] || ""; });
    DATES.forEach((name, i) => { days[name] = view.getUint16(1 + CODES.length + 2 * i); });
    const at = 1 + CODES.length + 2 * DATES.length, text = new TextDecoder("gb18030");
    found.unit = text.decode(plain.slice(at + 2, at + 2 + plain[at]));
    found.reply = text.decode(plain.slice(at + 2 + plain[at], at + 2 + plain[at] + plain[at + 1]));
    const told = Date.parse(meta.as_of + "T00:00:00Z"), end = days.settled || (told - EPOCH) / DAY;
    found.over = Math.max(end - days.due, 0);
    found.told = meta.as_of.replace(/-0?/, "年").replace(/-0?/, "月") + "日";
    found.tone = plain[1];
    found.answered = found.reply && days.replied ? "yes" : "";
    found.pending = found.reply && !days.replied ? "yes" : "";
    found.late = !days.due ? "none" : days.settled ? (found.over ? "late" : "on_time") : found.over ? "overdue" : "waiting";
    DATES.forEach(name => {
      const day = new Date(EPOCH + days[name] * DAY);
      found[name] = days[name] ? day.getUTCFullYear() + "年" + (day.getUTCMonth() + 1) + "月" + day.getUTCDate() + "日" : "";
    });
    return found;
  };

  d.addEventListener("DOMContentLoaded", () => {
    const by = id => d.getElementById(id), box = by("code"), said = by("said"), receipt = by("receipt");
    const say = text => { said.textContent = text; said.hidden = !text; };
    const show = found => {
      receipt.querySelectorAll("[data-field]").forEach(e => { e.textContent = found[e.dataset.field] || "还没有"; });
      receipt.querySelector("[data-field=grade]").className = "grade " + (TONES[found.tone] || "");
      receipt.querySelectorAll("[data-state]").forEach(e => { e.hidden = e.dataset.state !== found.outcome; });
      receipt.querySelectorAll("[data-late]").forEach(e => { e.hidden = e.dataset.late !== found.late; });
      receipt.querySelectorAll("[data-with]").forEach(e => { e.hidden = !found[e.dataset.with]; });
      receipt.querySelectorAll("[data-place]").forEach(e => { e.hidden = e.dataset.place !== found.community; });
      receipt.querySelectorAll("[data-step]").forEach(e => e.classList.toggle("to-do", !found[e.dataset.step]));
      receipt.hidden = false;
      by("mine").focus({ preventScroll: true });
      by("mine").scrollIntoView({ block: "start" });
    };
    let round = 0;
    const look = async () => {
      const mine = ++round;
      const code = read(box.value), wrong = fault(code);
      receipt.hidden = true;
      box.setAttribute("aria-invalid", Boolean(wrong));
      if (wrong) { say(wrong); box.focus(); return; }
      box.value = code.join("").replace(/(.{4})(?=.)/g, "$1-");
      say("正在查…");
      try {
        const found = await open(code.join(""));
        if (mine !== round) return;
        if (!found) { say("没有查到这个码。可能是抄错了、刚刚说的还没更新，或者办结很久了；请看下面“查不到怎么办”。"); return; }
        const told = unpacked(found);
        say("");
        show(told);
      } catch (error) {
        if (mine !== round) return;
        say(/tag/i.test(error.message) ? "网站上的这一份坏了或者被改动过，打不开。请到窗口问，也请告诉他网站打不开。"
          : error.message === "stale" ? "网站刚刚更新过。请关掉这一页，重新打开再查。"
          : "没有连上，请过一会儿再试；也可以带上纸条到窗口问。");
      }
    };
    const start = () => {
      const code = w.location.hash.slice(1);
      /* Other anchors of this page stand behind the # as well. */
      if (!code || d.getElementById(code)) return;
      /* The page may be sent on, and its address is kept: the code does not stay in it. */
      w.history.replaceState(null, "", w.location.pathname + w.location.search);
      try { box.value = decodeURIComponent(code); } catch (error) { box.value = code; }
      look();
    };
    by("look").addEventListener("submit", event => { event.preventDefault(); look(); });
    d.querySelectorAll(".try").forEach(button => button.addEventListener("click", () => {
      box.value = button.textContent;
      look();
    }));
    by("again").addEventListener("click", () => {
      w.history.replaceState(null, "", w.location.pathname);
      receipt.hidden = true;
      box.value = "";
      box.focus();
    });
    /* Until now a press would have done nothing. */
    by("open").disabled = false;
    w.addEventListener("hashchange", start);
    start();
  });
})(document, window);
