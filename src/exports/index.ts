import { asciicast, typedIn, type TypedLine } from './asciicast'
import { chaosMesh } from './chaos-mesh'
import { chromeTrace } from './chrome-trace'
import { litmus } from './litmus'
import { postMortem } from './post-mortem'
import type { Run } from './run'
import { scenarioFile } from './scenario-file'
import { sequenceDiagram } from './sequence-diagram'
import { topologyDiagram } from './topology-diagram'

/** The door into exports/: a run as files that other tools read. */
export type { Run } from './run'
export type { TypedLine } from './asciicast'

export const takeKinds = [
  'post-mortem',
  'trace',
  'topology',
  'sequence',
  'terminal',
  'scenario',
  'chaos-mesh',
  'litmus'
] as const
export type TakeKind = (typeof takeKinds)[number]

/** A file: what it is called, what it is, and what stands in it. */
export interface Taken {
  readonly name: string
  readonly type: string
  readonly text: string
}

/** @param typed what a person typed on the page besides; only the terminal's recording holds it */
export function take(what: TakeKind, run: Run, typed: readonly TypedLine[] = []): Taken {
  const { id } = run.scenario
  const text = texts[what](run, typed)
  const { ending, type } = forms[what]
  return { name: `${id}${ending}`, type, text }
}

const texts: { readonly [K in TakeKind]: (run: Run, typed: readonly TypedLine[]) => string } = {
  'post-mortem': postMortem,
  trace: chromeTrace,
  topology: topologyDiagram,
  sequence: sequenceDiagram,
  terminal: (run, typed) => asciicast(run, [...typedIn(run), ...typed]),
  scenario: scenarioFile,
  'chaos-mesh': chaosMesh,
  litmus
}

const forms: { readonly [K in TakeKind]: { readonly ending: string; readonly type: string } } = {
  'post-mortem': { ending: '.md', type: 'text/markdown' },
  trace: { ending: '.trace.json', type: 'application/json' },
  topology: { ending: '.topology.mmd', type: 'text/plain' },
  sequence: { ending: '.sequence.mmd', type: 'text/plain' },
  terminal: { ending: '.cast', type: 'application/x-asciicast' },
  scenario: { ending: '.yaml', type: 'application/yaml' },
  'chaos-mesh': { ending: '.chaos-mesh.yaml', type: 'application/yaml' },
  litmus: { ending: '.litmus.yaml', type: 'application/yaml' }
}
