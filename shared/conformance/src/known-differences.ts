/** Specifications that print something else here than in their expected files, and why. */
export const knownDifferences: Readonly<Record<string, string>> = {};
