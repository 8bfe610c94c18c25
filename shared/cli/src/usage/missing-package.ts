/**
 * Says in one sentence that a package of the workbook's own is not installed, when that is why `error` was thrown: npm
 * was told to leave some out, or what is installed is of another platform. Undefined for every other error.
 */
export function missingPackage(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  // A file that is missing is named by its path, and would be a defect.
  const [, name] =
    /^Cannot find (?:package|module) '((?:@[^/']+\/)?[^./'][^/']*)/.exec(message) ?? [];
  if (!name) return undefined;
  return `the package ${name} is not installed: run npm ci --include=optional`;
}
