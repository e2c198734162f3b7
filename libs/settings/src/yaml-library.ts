// The package is CommonJS under Node: re-exported by name, so that a lazy import of this file has its names in bundles too.
export { isAlias, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
