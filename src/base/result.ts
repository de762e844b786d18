/** Input from outside gives a value, or one sentence that a person can act on. Bugs throw instead (see assert). */
export type Result<T> = { ok: true; value: T } | { ok: false; error: string }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const fail = (error: string): { ok: false; error: string } => ({ ok: false, error })
