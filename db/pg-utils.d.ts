/** What pg itself makes of a statement's values; its types leave it out. */
declare module "pg/lib/utils.js" {
  const utils: { prepareValue(value: unknown): unknown };
  export default utils;
}
