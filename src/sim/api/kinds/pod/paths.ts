import type { Problems } from '../problems'

/** Models core/validation validatePathNoBacksteps. */
export function validateNoBacksteps(path: string, field: string, problems: Problems): void {
  if (path.split('/').includes('..')) problems.invalid(field, path, "must not contain '..'")
}

/** Models validateLocalDescendingPath: a path below something. */
export function validateLocalPath(path: string, field: string, problems: Problems): void {
  if (path.startsWith('/')) problems.invalid(field, path, 'must be a relative path')
  validateNoBacksteps(path, field, problems)
}

/** Models ValidateLocalNonReservedPath. */
export function validateFreePath(path: string, field: string, problems: Problems): void {
  validateLocalPath(path, field, problems)
  if (path.startsWith('..') && !path.startsWith('../')) problems.invalid(field, path, "must not start with '..'")
}

/** Permissions of a file. */
export function validateMode(mode: number | undefined, field: string, problems: Problems): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777))
    problems.invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')
}
