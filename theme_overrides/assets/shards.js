/* Loads what assets.py hands over: values in scripts, since a page opened from a disk may load nothing else. */
(function (d, w) {
  "use strict";
  const waiting = new Map(), loaded = new Map(), PATIENCE = 30000;
  w.zhishuo = {
    take: (name, value) => { if (waiting.has(name)) waiting.get(name)(value); },
    /* `version` is what the page itself was made with: no browser mixes old files with new ones. */
    load: (root, name, version) => {
      if (!loaded.has(name)) {
        loaded.set(name, new Promise((resolve, reject) => {
          const script = d.createElement("script");
          const end = () => { w.clearTimeout(timer); waiting.delete(name); script.remove(); };
          const fail = () => { end(); loaded.delete(name); reject(new Error(name)); };
          const timer = w.setTimeout(fail, PATIENCE);
          waiting.set(name, value => { end(); resolve(value); });
          script.src = root + name + ".js" + (version ? "?v=" + version : "");
          script.onerror = fail;
          /* A page of the network's own, or half a file, loads and hands nothing over. */
          script.onload = () => { if (waiting.has(name)) fail(); };
          d.head.append(script);
        }));
      }
      return loaded.get(name);
    },
  };
})(document, window);
