import type { KubeObject, Status } from '../../../api/types'
import { parseSeconds } from '../command-line'
import { good, type Answer } from '../errors'
import { ask } from '../script/effects'
import { Failure, failure, problemOf, withSource } from '../script/failure'
import { waitUntilGone } from '../script/gone'
import type { Info } from '../script/manifest'
import { dryRunOf, type DryRun } from '../script/options'
import { scripted, type Script, type Shell } from '../script/script'
import { callOf } from '../script/targets'
import { infosOf, visit, type Selecting } from '../script/visit'
import { int, isSet, text } from '../session'
import { rawDelete } from './raw'

/** `kubectl delete`: DELETE each, then wait for each to be gone. Models kubectl/pkg/cmd/delete/delete.go. */
export const remove = scripted(deleteAll)

export type Cascade = 'Background' | 'Foreground' | 'Orphan'

/** Models delete_flags.go parseCascadingFlag. */
export function cascadeOf(shell: Shell): Cascade {
  const given = shell.flags.cascade === undefined ? 'background' : text(shell.flags, 'cascade')
  const deprecated = (means: string): void =>
    shell.warn(
      `warning: --cascade=${given} is deprecated (boolean value) and can be replaced with --cascade=${means}.\n`
    )
  if (/^(1|t|T|TRUE|true|True)$/.test(given)) {
    deprecated('background')
    return 'Background'
  }
  if (/^(0|f|F|FALSE|false|False)$/.test(given)) {
    deprecated('orphan')
    return 'Orphan'
  }
  if (given === 'background') return 'Background'
  if (given === 'foreground') return 'Foreground'
  if (given === 'orphan') return 'Orphan'
  throw failure(`invalid cascade value (${given}). Must be "background", "foreground", or "orphan"`)
}

export interface DeleteSettings {
  readonly cascade: Cascade
  /** Negative: the object's own. */
  readonly grace: number
  readonly dryRun: DryRun
  readonly ignoreNotFound: boolean
}

function settingsOf(shell: Shell): DeleteSettings {
  const { flags } = shell
  const cascade = cascadeOf(shell)
  const selects = isSet(flags, 'all') || text(flags, 'selector') !== '' || text(flags, 'field-selector') !== ''
  const force = isSet(flags, 'force')
  let grace = int(flags, 'grace-period') ?? -1
  if (isSet(flags, 'now')) {
    if (grace !== -1) throw failure('--now and --grace-period cannot be specified together')
    grace = 1
  }
  // Zero means "do not wait for the kubelet", which only --force may ask for.
  if (grace === 0 && !force) grace = 1
  if (force && grace < 0) grace = 0
  return {
    cascade,
    grace,
    dryRun: dryRunOf(shell),
    ignoreNotFound: flags['ignore-not-found'] === undefined ? selects : isSet(flags, 'ignore-not-found')
  }
}

function* deleteAll(shell: Shell): Script {
  const { args, flags } = shell
  const settings = settingsOf(shell)
  const raw = text(flags, 'raw')
  if (raw === '' && isSet(flags, 'all')) {
    if (text(flags, 'selector') !== '' || text(flags, 'field-selector') !== '')
      throw failure("setting 'all' parameter but found a non empty selector. ")
  }
  const how: Selecting = {
    files: true,
    selector: text(flags, 'selector'),
    fieldSelector: text(flags, 'field-selector'),
    selectAll: isSet(flags, 'all'),
    allNamespaces: isSet(flags, 'all-namespaces'),
    continueOnError: true,
    unread: true
  }
  validate(shell, settings)
  if (raw !== '') return yield* rawDelete(shell, raw)
  const previewed = isSet(flags, 'interactive') ? yield* infosOf(shell, args, how) : undefined
  if (previewed) {
    if (previewed.length === 0) return shell.print('No resources found\n')
    if (!confirmed(shell, previewed)) return shell.print('deletion is cancelled\n')
  }
  const deleted = yield* deleteEach(shell, args, how, settings)
  if (deleted.length === 0) return shell.print('No resources found\n')
  if (flags.wait === false || settings.dryRun !== 'none') return
  yield* waitForEach(shell, deleted, parseSeconds(text(flags, 'timeout') || '0'))
}

/** Waits for each to be gone. @param timeout of each, in seconds; 0: a week */
export function* waitForEach(shell: Shell, deleted: readonly Deleted[], timeout: number): Script {
  for (const { info, uid } of deleted) {
    try {
      yield* waitUntilGone(shell, info, uid, timeout)
    } catch (error) {
      if (error instanceof Failure && error.problem.form === 'status' && isUnwatchable(error.problem.status)) return
      throw error
    }
  }
}

/** Who may not look need not wait. */
const isUnwatchable = ({ reason }: Status): boolean => reason === 'Forbidden' || reason === 'MethodNotAllowed'

function validate(shell: Shell, { grace }: DeleteSettings): void {
  const { flags } = shell
  const output = text(flags, 'output')
  if (output !== '' && output !== 'name')
    throw failure(`unexpected -o output mode: ${output}. We only support '-o name'`)
  if (grace === 0 && isSet(flags, 'force'))
    shell.warn(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n'
    )
  else if (grace > 0 && isSet(flags, 'force'))
    throw failure('--force and --grace-period greater than 0 cannot be specified together')
}

export interface Deleted {
  readonly info: Info
  readonly uid: string
}

/** Deletes what is named and says so. */
export function* deleteEach(
  shell: Shell,
  args: readonly string[],
  how: Selecting,
  settings: DeleteSettings
): Script<Deleted[]> {
  const { flags } = shell
  const { dryRun, grace, cascade, ignoreNotFound } = settings
  const deleted: Deleted[] = []
  let warns = text(flags, 'namespace') !== '' && !isSet(flags, 'all-namespaces')
  yield* visit(shell, args, how, function* (info) {
    if (warns && !info.kind.namespaced) {
      shell.warn('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n')
      warns = false
    }
    if (dryRun === 'client') {
      deleted.push({ info, uid: '' })
      return printDeleted(shell, info, settings)
    }
    const answer = yield* ask({
      verb: 'delete',
      ...callOf(info),
      options: {
        propagationPolicy: cascade,
        ...(grace >= 0 && { gracePeriodSeconds: grace }),
        ...(dryRun === 'server' && { dryRun: true })
      }
    })
    const uid = uidOf(answer)
    if (good(answer)) {
      deleted.push({ info, uid })
      return printDeleted(shell, info, settings)
    }
    deleted.push({ info, uid: '' })
    if (answer.code === 404 && ignoreNotFound) return
    throw new Failure(withSource('deleting', info.source, problemOf(answer, shell.host)))
  })
  return deleted
}

function uidOf({ body }: Answer): string {
  const { metadata, details } = (body ?? {}) as Partial<KubeObject & Status>
  return details?.uid ?? (metadata as Partial<KubeObject['metadata']> | undefined)?.uid ?? ''
}

const kindOf = ({ kind: { kind, group } }: Info): string =>
  group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`

const suffixes: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' }

function printDeleted(shell: Shell, info: Info, { grace, dryRun }: DeleteSettings): void {
  if (text(shell.flags, 'output') === 'name') return shell.print(`${kindOf(info)}/${info.name}\n`)
  const done = grace === 0 ? 'force deleted' : 'deleted'
  const from = info.namespace === '' ? '' : ` from ${info.namespace} namespace`
  shell.print(`${kindOf(info)} "${info.name}" ${done}${from}${suffixes[dryRun]}\n`)
}

function confirmed(shell: Shell, infos: readonly Info[]): boolean {
  shell.print(`You are about to delete the following ${infos.length} resource(s):\n`)
  for (const info of infos) shell.print(`${kindOf(info)}/${info.name}\n`)
  shell.print('Do you want to continue? (y/N): ')
  return /^\s*y\s*(\n|$)/i.test(shell.session.stdin)
}
