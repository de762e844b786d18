import type { KubeObject } from '../../../../api/types'
import { toYaml } from '../../print/yaml'
import { fetched } from '../../script/effects'
import { Failure, failure, usageError, withSource } from '../../script/failure'
import { configurationOf, lastApplied, originalOf } from '../../script/last-applied'
import type { Info } from '../../script/manifest'
import { dryRunOf } from '../../script/options'
import { printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { callOf } from '../../script/targets'
import { read, visit } from '../../script/visit'
import { isSet, text } from '../../session'
import { described } from './client-side'

/** Models apply_view_last_applied.go. */
export const viewLastApplied = scripted(view, { reads: true })

function* view(shell: Shell): Script {
  const { flags, args } = shell
  const how = {
    files: true,
    latest: true,
    all: text(flags, 'namespace') !== '',
    selectAll: isSet(flags, 'all'),
    selector: text(flags, 'selector')
  }
  const found: string[] = []
  // eslint-disable-next-line require-yield -- it only remembers
  yield* visit(shell, args, how, function* ({ object }) {
    const original = originalOf(object)
    if (original !== undefined) found.push(original)
  })
  const format = text(flags, 'output') || 'yaml'
  for (const one of found) {
    if (format === 'json') shell.print(`${JSON.stringify(JSON.parse(one), null, 2)}\n`)
    else if (format === 'yaml') shell.print(toYaml(JSON.parse(one)))
    else
      throw usageError(
        'apply view-last-applied',
        `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`
      )
  }
}

/** Models apply_set_last_applied.go. */
export const setLastApplied = scripted(set)

function* set(shell: Shell): Script {
  const dryRun = dryRunOf(shell)
  const print = printerOf(shell, 'configured', dryRun)
  const changes: { readonly info: Info; readonly live: KubeObject; readonly wanted: string }[] = []
  yield* visit(shell, [], { files: true }, function* (info) {
    const there = yield* read(shell, info)
    if ('problem' in there) {
      const { problem } = there
      if (problem.form === 'status' && problem.status.reason === 'NotFound') throw new Failure(problem)
      const doing = `retrieving current configuration of:\n${described(info)}\nfrom server for:`
      throw new Failure(withSource(doing, info.source, problem))
    }
    const original = originalOf(there.object)
    if (original === undefined && !isSet(shell.flags, 'create-annotation'))
      throw failure(
        `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`
      )
    const wanted = configurationOf(info.object).replace(/\n$/, '')
    if ((original ?? '').trimEnd() === wanted) shell.print(`set-last-applied ${info.name}: no changes required.\n`)
    else changes.push({ info, live: there.object, wanted })
  })
  for (const { info, live, wanted } of changes) {
    const body = { metadata: { annotations: { [lastApplied]: wanted } } }
    const options = { patchType: 'merge', ...(dryRun === 'server' && { dryRun: true }) } as const
    print(dryRun === 'client' ? live : yield* fetched(shell, { verb: 'patch', ...callOf(info), body, options }))
  }
}
