/**
 * Fields that want a new password: what the page asks of it, and putting one in.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.fresh) return;
  const { attribute } = scripts.dom;
  const { passwordsOf, rolesOf } = scripts.reading;

  /** The field of the new password and its repetition. @returns {HTMLInputElement[]} */
  const freshFields = () => {
    const inputs = passwordsOf(document);
    const { kind, fresh, repeat } = rolesOf(inputs);
    if (kind !== "new" && kind !== "change") return [];
    return [fresh, repeat].filter((i) => i >= 0).map((i) => inputs[i]).filter((input) => !input.disabled && !input.readOnly);
  };

  /** @param {number[]} lengths those that say nothing are negative @param {(...all: number[]) => number} pick */
  const limit = (lengths, pick) => {
    const said = lengths.filter((length) => length >= 0);
    return said.length > 0 ? pick(...said) : -1;
  };

  /** @returns {{fields: number, rules: string, least: number, most: number}} -1: the page does not say */
  scripts.fresh = () => {
    const fields = freshFields();
    return {
      fields: fields.length,
      rules: fields.map((field) => attribute(field, "passwordrules") ?? "").find(Boolean)?.slice(0, 1024) ?? "",
      least: limit(fields.map(({ minLength }) => minLength), Math.max),
      most: limit(fields.map(({ maxLength }) => maxLength), Math.min),
    };
  };

  /** @param {{password: string}} asked @returns {{filled: number}} */
  scripts.put = ({ password }) => ({ filled: freshFields().filter((field) => scripts.enter(field, password)).length });
})();
