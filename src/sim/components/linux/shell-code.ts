import type { After } from './programs/program'

/** What a shell script is turned into: flat code, so that a process that sleeps in the middle of it is plain data. */
export type Instruction =
  | {
      readonly op: 'run'
      readonly words: readonly Word[]
      readonly redirects: readonly Redirect[]
      readonly background: boolean
    }
  | { readonly op: 'jump'; readonly to: number }
  /** Jumps by the last exit status. */
  | { readonly op: 'branch'; readonly when: 'ok' | 'failed'; readonly to: number }
  | { readonly op: 'not' }
  | { readonly op: 'for'; readonly slot: number; readonly words: readonly Word[] }
  | { readonly op: 'next'; readonly slot: number; readonly name: string; readonly to: number }
  /** `name=(a b)`, `name+=(c)`. */
  | { readonly op: 'array'; readonly name: string; readonly words: readonly Word[]; readonly appends: boolean }
  /** `name() { …; }` */
  | { readonly op: 'function'; readonly name: string; readonly code: Code }
  /** What a `case` looks at, and one of its clauses: jumps if none of its patterns fits. */
  | { readonly op: 'case'; readonly slot: number; readonly word: Word }
  | { readonly op: 'match'; readonly slot: number; readonly patterns: readonly Word[]; readonly to: number }
  | { readonly op: 'loop'; readonly end: number; readonly start: number }
  /** `isFine`: it ended by its condition. */
  | { readonly op: 'endloop'; readonly isFine?: true }
  | After
  /** What is printed from here on goes into a pipe; the next member reads it; the last one's output is the shell's again. */
  | { readonly op: 'pipe' }
  | { readonly op: 'read-pipe'; readonly last: boolean }
  | { readonly op: 'end-pipe' }
  /** `(…)`; `same`: a loop or a group with redirections, which is the shell itself; `aside`: with `&` behind it. */
  | {
      readonly op: 'subshell'
      readonly code: Code
      readonly redirects: readonly Redirect[]
      readonly same?: true
      readonly aside?: true
    }

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'var'; readonly name: string; readonly fallback: string; readonly quoted?: boolean }
  /** `${name#pattern}`, `${name[2]}`, `${#name}` and the like; `spreads`: `"$@"`, `${list[@]}` are a word each. */
  | {
      readonly kind: 'param'
      readonly name: string
      readonly index: Word | null
      readonly operator: string
      readonly word: Word
      readonly spreads: boolean
      readonly quoted?: boolean
    }
  | { readonly kind: 'arith'; readonly word: Word }
  | { readonly kind: 'command'; readonly code: Code; readonly quoted?: boolean }
export type Word = readonly Part[]
export interface Redirect {
  /** `<<`: the target is what the here-document says. */
  readonly kind: '>' | '>>' | '<' | '<<' | '>&'
  readonly fd: number
  readonly target: Word
}
export type Code = readonly Instruction[]
