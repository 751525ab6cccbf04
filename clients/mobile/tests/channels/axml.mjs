// Alipay's template language, as far as compiled pages use it: a template and an instance in, a tree of nodes out.
// A node: { tag, attributes, children, owner, handlers }; text is a string. Components stand in no node of their own.
import { readFileSync } from "node:fs";
import { parseDocument } from "htmlparser2";

const templates = new Map();
const expressions = new Map();

export function template(file) {
  if (!templates.has(file)) templates.set(file, parseDocument(readFileSync(file, "utf8"), { xmlMode: true, decodeEntities: true }).children);
  return templates.get(file);
}

/** The value of an attribute or text: that of its one expression as it is, else all parts joined as text. */
export function evaluate(text, scope) {
  const parts = [...text.matchAll(/\{\{(.*?)\}\}|([^{]+|\{(?!\{))/gs)];
  const values = parts.map(([, inner, plain]) => (inner === undefined ? plain : compute(inner, scope)));
  return values.length === 1 ? values[0] : values.map((value) => value ?? "").join("");
}

function compute(inner, scope) {
  if (!expressions.has(inner)) expressions.set(inner, new Function("$", `with ($) { return (${inner}); }`));
  return expressions.get(inner)(new Proxy(scope, { has: (_, name) => typeof name === "string", get: (target, name) => target[name] }));
}

/** Draws one page: `component(element, props, slots, key, owner)` draws a component and returns its nodes. */
export class Drawing {
  constructor(component, isComponent) {
    Object.assign(this, { component, isComponent });
  }

  /** The nodes of a list of elements within a scope; `key` tells repeated components apart. */
  draw(elements, context) {
    const nodes = [];
    let taken = true; // whether a branch of the running a:if has been taken
    elements.forEach((element, place) => {
      if (element.type === "text") {
        const text = evaluate(element.data, context.scope);
        if (String(text ?? "").trim()) nodes.push(String(text));
        return;
      }
      if (element.type !== "tag") return;
      const given = element.attribs;
      const own = { ...context, key: `${context.key}/${place}` };
      if (given["a:for"] !== undefined) return void nodes.push(...this.#repeat(element, own));
      if (given["a:if"] !== undefined) taken = Boolean(evaluate(given["a:if"], own.scope));
      else if (given["a:elif"] !== undefined || given["a:else"] !== undefined) {
        if (taken) return;
        taken = given["a:else"] !== undefined || Boolean(evaluate(given["a:elif"], own.scope));
      } else return void nodes.push(...this.#one(element, own));
      if (taken) nodes.push(...this.#one(element, own));
    });
    return nodes;
  }

  #repeat(element, context) {
    const { "a:for": list, "a:for-item": item = "item", "a:for-index": index = "index", "a:key": name, ...attribs } = element.attribs;
    return (evaluate(list, context.scope) ?? []).flatMap((value, number) => {
      const scope = { ...context.scope, [item]: value, [index]: number };
      const key = name && name !== "*this" ? (value?.[name] ?? number) : number;
      return this.draw([{ ...element, attribs }], { ...context, scope, key: `${context.key}#${key}` });
    });
  }

  #one(element, context) {
    if (element.name === "block") return this.draw(element.children, context);
    if (element.name === "slot") {
      const slot = context.slots[element.attribs.name ?? ""];
      return slot ? slot() : this.draw(element.children, context);
    }
    const attributes = {};
    for (const [name, text] of Object.entries(element.attribs)) if (!/^(a:|slot$)/.test(name)) attributes[name] = evaluate(text, context.scope);
    if (this.isComponent(element.name, context.owner)) {
      return this.component(element.name, attributes, this.#slots(element, context), context);
    }
    return [{ tag: element.name, attributes, owner: context.owner, children: this.draw(element.children, context) }];
  }

  /** What is handed to a component's slots, drawn where it was written: in the owner's scope. */
  #slots(element, context) {
    const names = new Set(element.children.filter((child) => child.type === "tag").map((child) => child.attribs.slot ?? ""));
    const filled = {};
    for (const name of new Set(["", ...names])) {
      const within = element.children.filter((child) => (child.attribs?.slot ?? "") === name);
      if (within.some((child) => child.type === "tag" || child.data?.trim())) filled[name] = () => this.draw(within, context);
    }
    return filled;
  }
}
