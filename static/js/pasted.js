/* What somebody pastes from Word, a mail, a sheet or a web page, as Markdown: headings, lists, tables, links and strong
   words stay, all else becomes text. Reads the pasted page as a document of its own, which runs and fetches nothing. */
(() => {
  "use strict";

  const LARGEST = 2_000_000; // characters of HTML; beyond it the browser pastes the text as it is
  const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "UL", "OL", "LI", "TABLE",
    "BLOCKQUOTE", "PRE", "HR", "H1", "H2", "H3", "H4", "H5", "H6", "DL", "DT", "DD", "FIGURE", "CENTER", "BODY"]);
  const NOTHING = "script, style, title, meta, link, template, noscript, img, svg, object, iframe, input, button, select";
  const STRUCTURE = "strong, b, em, i, a[href], ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote, s, del, strike, "
    + "[data-style*='mso-list'], [class*='MsoListParagraph'], [data-style*='font-weight'], [data-style*='font-style']";
  const BULLET = /^[\s\u00a0]*[•·▪●‣◦–-][\s\u00a0]+/;
  const MARKER = /^(#{1,6}\s|[-+]\s|>|\d{1,9}[.)]\s)/;

  const plain = (text) => text.replace(/[\\`*[<]/g, "\\$&").replace(/(^|\W)_|_(?=\W|$)/g, (found) => found.replace("_", "\\_"))
    .replaceAll("~~", "\\~~").replace(/[\s\u00a0]+/g, " ");

  // A mark stands against its words: "** so**" is no bold.
  const around = (mark, text) => text.replace(/^(\s*)([\s\S]*?)(\s*)$/, (_, before, words, after) =>
    words ? `${before}${mark}${words.replace(/\s*\n\s*/g, `${mark}\n${mark}`)}${mark}${after}` : text);

  const isStrong = (node, style) => {
    if (/font-weight:\s*(normal|[1-4]00)/.test(style)) return false;
    return node.matches("b, strong") || /font-weight:\s*(bold|[6-9]00)/.test(style);
  };

  const isEmphasis = (node, style) => !/font-style:\s*normal/.test(style)
    && (node.matches("em, i") || /font-style:\s*(italic|oblique)/.test(style));

  const link = (node, words) => {
    const address = (node.getAttribute("href") ?? "").trim();
    if (!/^(https?:\/\/|mailto:|tel:)\S/i.test(address) || !words.trim()) return words;
    const safe = address.replace(/[\s()<>[\]\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
    const shown = words.trim().replaceAll("\\", "");
    if (shown === address && /^https?:/i.test(address)) return `<${safe}>`;
    return `[${words.trim().replace(/\s*\n\s*/g, " ").replace(/(?<!\\)\]/g, "\\]")}](${safe})`;
  };

  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return plain(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.tagName === "BR") return "\n";
    let words = [...node.childNodes].map(inline).join("");
    const style = node.getAttribute("data-style") ?? "";
    if (node.tagName === "A") return link(node, words);
    if (/^H[1-6]$/.test(node.tagName)) return words;
    if (isEmphasis(node, style)) words = around("*", words);
    if (isStrong(node, style)) words = around("**", words);
    if (node.matches("s, del, strike")) words = around("~~", words);
    return words;
  };

  const tidy = (words) => words.replace(/\*\*(\s*)\*\*/g, "$1").split("\n").map((line) => line.trim()).join("\n").trim();
  const oneLine = (words) => tidy(words).replace(/\s*\n\s*/g, " ");
  const within = (text, spaces) => text.replace(/\n(?=.)/g, `\n${" ".repeat(spaces)}`);

  const paragraph = (words) => {
    const text = tidy(words);
    if (!text) return [];
    const lines = text.split("\n");
    if (lines.every((line) => BULLET.test(line))) return lines.map((line) => ({ text: line.replace(BULLET, "- "), list: true }));
    return [{ text: lines.map((line) => line.replace(BULLET, "- ").replace(MARKER, (found) =>
      (/^\d/.test(found) ? found.replace(/[.)]/, "\\$&") : BULLET.test(line) ? found : `\\${found}`))).join("\n") }];
  };

  const fromTable = (table) => {
    const rows = [...table.rows].map((row) => [...row.cells].flatMap((cell) => {
      const words = blocks(cell).map((one) => one.text).join(" ").replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
      return [words, ...Array.from({ length: Math.min(cell.colSpan, 40) - 1 }, () => "")];
    })).filter((row) => row.some((cell) => cell));
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (width < 2 || rows.length < 2) return [...table.rows].flatMap((row) => [...row.cells].flatMap(blocks));
    const line = (cells) => `| ${Array.from({ length: width }, (_, at) => cells[at] ?? "").join(" | ")} |`;
    return [{ text: [line(rows[0]), line(Array.from({ length: width }, () => "---")), ...rows.slice(1).map(line)].join("\n") }];
  };

  const fromList = (list) => {
    let number = Number(list.getAttribute("start") ?? 1) || 1;
    return [...list.children].flatMap((item) => {
      if (item.matches("ul, ol")) return fromList(item).map((one) => ({ text: `    ${within(one.text, 4)}`, list: true }));
      const parts = blocks(item);
      const sign = list.tagName === "OL" ? `${number++}.` : "-";
      const [first, ...others] = parts.length ? parts : [{ text: "" }];
      const rest = others.map((one) => `${one.list ? "" : "\n"}    ${within(one.text, 4)}`);
      return [{ text: [`${sign} ${within(first.text.replace(BULLET, ""), 4)}`, ...rest].join("\n"), list: true }];
    });
  };

  // Word has no lists in its HTML: paragraphs with a level, and their sign as text.
  const fromWordItem = (node) => {
    const level = Number(/level(\d)/.exec(node.getAttribute("data-style") ?? "")?.[1] ?? 1);
    const sign = node.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
    const number = /^[\s\u00a0]*(\d{1,4})[.)]/.exec(sign?.textContent ?? "");
    const numbered = number || /^[\s\u00a0]*[a-zA-Z]{1,3}[.)]/.test(sign?.textContent ?? "");
    sign?.remove();
    const words = oneLine(inline(node)).replace(BULLET, "");
    return words ? [{ text: `${"    ".repeat(level - 1)}${numbered ? `${number?.[1] ?? 1}.` : "-"} ${words}`, list: true }] : [];
  };

  const fromBlock = (node) => {
    if (/^H[1-6]$/.test(node.tagName)) {
      const words = oneLine(inline(node)).replaceAll("**", "");
      return words ? [{ text: `${"#".repeat(Math.min(4, Math.max(2, Number(node.tagName[1]))))} ${words}` }] : [];
    }
    if (node.matches("ul, ol")) return fromList(node);
    if (node.tagName === "TABLE") return fromTable(node);
    if (node.tagName === "HR") return [{ text: "---" }];
    if (node.tagName === "PRE") return [{ text: `\`\`\`\n${node.textContent.replaceAll("```", "'''").trimEnd()}\n\`\`\`` }];
    if (node.tagName === "BLOCKQUOTE") return [{ text: joined(blocks(node)).replace(/^/gm, "> ") }];
    if (/mso-list:(?!\s*none)/.test(node.getAttribute("data-style") ?? "") || /MsoListParagraph/.test(node.className)) return fromWordItem(node);
    return blocks(node);
  };

  const blocks = (node) => {
    const found = [];
    let words = "";
    const end = () => {
      found.push(...paragraph(words));
      words = "";
    };
    for (const child of node.childNodes) {
      const holds = child.nodeType === Node.ELEMENT_NODE
        && (BLOCKS.has(child.tagName) || child.querySelector("p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote, pre"));
      if (holds) {
        end();
        found.push(...fromBlock(child));
      } else words += inline(child);
    }
    end();
    return found;
  };

  const joined = (parts) => parts.reduce((text, one, at) =>
    text + (at ? (one.list && parts[at - 1].list ? "\n" : "\n\n") : "") + one.text, "");

  // Null: there is nothing in it that plain text would lose, so the browser may paste it itself.
  window.pastedAsMarkdown = (html, text) => {
    if (html && html.length <= LARGEST) {
      // Their styles are read and never applied: under another name the policy of this page has nothing to refuse.
      const quiet = html.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
      const pasted = new DOMParser().parseFromString(quiet, "text/html");
      for (const one of pasted.querySelectorAll(NOTHING)) one.remove();
      if (pasted.body.querySelector(STRUCTURE)) return joined(blocks(pasted.body));
    }
    const bulleted = text.replace(/^[ \t]*[•▪●‣◦·][ \t\u00a0]+/gm, "- ");
    return bulleted === text ? null : bulleted;
  };
})();
