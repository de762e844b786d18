import '../../src/sim/whole'
import type { LedgerRow } from '../../src/base/ledger-row'
import type { State } from '../../src/rigs/state'
import { grade as gradeLines } from '../commands/main'
import { byState, type Recorded } from '../commands/recorded'
import type { Case as ControllerCase } from '../controllers/cases'
import { checked } from '../controllers/grade'
import { linesOf, textOf } from '../data'
import { playSequence } from '../machinery/play'
import { grade as gradeTexts, type Expected } from '../texts/grade'
import { grade as gradeRequest, type Case as Request } from '../validation/grade'
import { Server } from '../validation/server'

/**
 * What was recorded of a 1.36 control plane, one row a kind. The samples were taken by counting (every twelfth case, every fourth sequence,
 * every third state), whatever came out of them.
 */
export const newerRows = {
  controllers: () => {
    const checks = linesOf<ControllerCase>('newer/controllers.jsonl.gz').flatMap((one) =>
      checked(one).map(({ name, differences }) => [`${one.case} ${name}`, differences.length === 0] as const)
    )
    return row(checks, {
      id: 'controllers-1.36',
      behaviour: 'Controllers of 1.36: writes of each object in their order, events, objects at the end',
      evidence: 'audit log, events and objects of a real 1.36.3 control plane',
      method:
        'every twelfth recorded case, played once, three checks each; times, addresses, drawn names, lost races (409) and which worker a pod went to are left out',
      notModelled: 'Cloud providers; volumes that a real driver makes'
    })
  },
  machinery: () =>
    row(
      linesOf<{ readonly sequence: string }>('newer/machinery.jsonl.gz').flatMap((one) => {
        const failed: string[] = []
        const { passed } = playSequence(JSON.stringify(one), Infinity, (text) => void failed.push(text))
        return [
          ...Array.from({ length: passed }, () => ['', true] as const),
          ...failed.map((text) => [`${one.sequence} ${/\[\d+\] \S+/.exec(text)?.[0] ?? ''}`, false] as const)
        ]
      }),
      {
        id: 'machinery-1.36',
        behaviour: 'The API of 1.36: paging, namespaces, refusals, admission, policies, addresses, request by request',
        evidence: 'a real 1.36.3 control plane, answers to the requests of one client',
        method:
          'every fourth recorded sequence, each request compared whole; a read is made again for up to 2.4 s; what was done out of the recorder’s sight is inferred',
        notModelled: ''
      }
    ),
  validation: () => {
    const server = new Server()
    return row(
      linesOf<Request & { readonly file: string }>('validation.jsonl.gz').map(
        (one) => [`${one.file} ${one.id}`, gradeRequest(server, one).length === 0] as const
      ),
      {
        id: 'validation-1.36',
        behaviour: 'The API of 1.36: validation, defaults and refusals of 61 kinds',
        evidence: 'a real 1.36.3 API server, answers to single requests',
        method:
          'of each kind every fourteenth request, of those that came out when the sample was taken, compared whole',
        notModelled: ''
      }
    )
  },
  commands: () =>
    row(
      [...byState(linesOf<Recorded>('newer/commands.jsonl.gz'))].flatMap(([setup, lines]) => {
        const failed = new Set(gradeLines(setup, lines).map(({ recorded }) => recorded.id))
        return lines.map(({ id, argv }) => [`${id} ${argv.join(' ')}`, !failed.has(id)] as const)
      }),
      {
        id: 'commands-1.36',
        behaviour: 'kubectl 1.36 while parts of the cluster are down: output, exit code, how long it took',
        evidence: 'kubectl 1.36.3 at a real 1.36.3 cluster, single master and HA',
        method:
          'every third recorded state, each line typed once at its time; left out: what no two clusters share, rows of lists; times up to a quarter and 5 s longer',
        notModelled: ''
      }
    ),
  texts: () =>
    row(
      scenarios.flatMap((name) => {
        const { state, commands } = JSON.parse(textOf(`texts/${name}.json.gz`)) as {
          state: State & { readonly bootstrap: string }
          commands: readonly Expected[]
        }
        const bootstrap = JSON.parse(textOf(`texts/${state.bootstrap.replace(/^.*\/|\.json$/g, '')}.json.gz`)) as State
        const { passed, failed } = gradeTexts([bootstrap, state], commands)
        return [
          ...Array.from({ length: passed }, () => ['', true] as const),
          ...failed.map(({ command }) => [command.id, false] as const)
        ]
      }),
      {
        id: 'texts-1.36',
        behaviour: 'kubectl 1.36: what it prints of the objects that there are, byte by byte',
        evidence: 'kubectl 1.36.3 at a real 1.36.3 cluster, with all its objects at that instant',
        method:
          'four whole scenarios of 38, each command once at its time; drawn uids, names and temporary files are left out',
        notModelled: ''
      }
    )
} satisfies Readonly<Record<string, () => LedgerRow>>

/** The scenarios of the sample. */
const scenarios = ['controllers-dead', 'kinds', 'namespaces', 'rollout-stuck']

/** @param checks what was compared, and whether it came out */
function row(
  checks: readonly (readonly [what: string, same: boolean])[],
  words: Pick<LedgerRow, 'id' | 'behaviour' | 'evidence' | 'method' | 'notModelled'>
): LedgerRow {
  const differs = checks.filter(([, same]) => !same).map(([what]) => what)
  const { notModelled, ...said } = words
  return {
    ...said,
    agree: checks.length - differs.length,
    of: checks.length,
    medianErrorPercent: null,
    differs,
    notModelled
  }
}
