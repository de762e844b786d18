import { pipeLimit, print, screenLimit, type Said, type Stream } from './output'
import { refusal } from './places'
import type { Proc } from './proc'
import type { Surroundings } from './programs'
import type { Redirect } from './shell-parse'
import { expand, type Substitute } from './words'

type Sink = Stream | { readonly path: string }

/**
 * Where a command's two streams go; redirections are read from left to right, as a shell does: `> file 2>&1` sends both to the
 * file. Files that are written anew are emptied.
 */
function sinksOf(
  proc: Proc,
  redirects: readonly Redirect[],
  around: Surroundings,
  substitute: Substitute
): Record<Stream, Sink> {
  const sinks: Record<Stream, Sink> = { stdout: 'stdout', stderr: 'stderr' }
  for (const { kind, fd, target } of redirects) {
    if (kind === '<' || kind === '<<') continue
    const stream = fd === 2 ? 'stderr' : 'stdout'
    const to = expand(proc, target, around, substitute)
    if (kind === '>&') sinks[stream] = to === '2' ? sinks.stderr : to === '1' ? sinks.stdout : sinks[stream]
    else {
      sinks[stream] = { path: to }
      if (to !== '/dev/null' && (kind === '>' || !around.files.has(to))) around.files.set(to, '')
    }
  }
  return sinks
}

/** Sends what a program said to where its redirections say. */
export function deliver(
  proc: Proc,
  redirects: readonly Redirect[],
  said: readonly Said[],
  around: Surroundings,
  substitute: Substitute
): void {
  const sinks = sinksOf(proc, redirects, around, substitute)
  for (const { stream, text, at } of said) {
    const sink = sinks[stream]
    if (typeof sink === 'string') print(proc, sink, text, around, at)
    else if (sink.path !== '/dev/null') {
      const limit = around.screen || around.keeps ? screenLimit : pipeLimit
      around.files.set(sink.path, ((around.files.get(sink.path) ?? '') + text).slice(-limit))
    }
  }
}

/** The first file that a command is to print into and cannot. */
export function refusedOf(
  proc: Proc,
  redirects: readonly Redirect[],
  around: Surroundings,
  substitute: Substitute
): string {
  for (const { kind, target } of redirects) {
    if (kind !== '>' && kind !== '>>') continue
    const path = expand(proc, target, around, substitute)
    const why = refusal(around, path)
    if (why) return `${path}: ${why}`
  }
  return ''
}
