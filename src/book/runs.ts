import * as yamlPackage from 'yaml'
import { fail, ok, type Result } from '../base/result'
import { yaml } from '../base/yaml-package'
import { formatLink, parseLink, parseScenarioFile, presetOf, type Scenario } from '../scenarios'
import type { RunOf } from './schema'

// Scenario files are read without the simulator that would have brought the parser.
yaml.provide(yamlPackage)

/** The link of a run that a chapter names. `files` gives what stands in a scenario file. */
export function linkOfRun(run: RunOf, files: (path: string) => string | null): Result<string> {
  if ('file' in run) {
    const text = files(run.file)
    if (text === null) return fail(`there is no file '${run.file}' in runs/`)
    const read = parseScenarioFile(text)
    return read.ok ? linkOf(read.value) : read
  }
  const base = presetOf(run.of)
  if (!base) return fail(`'${run.of}' is no preset`)
  const { masters = base.cluster.masters, workers = base.cluster.workers } = run
  return linkOf({
    ...base,
    cluster: { ...base.cluster, masters, workers, loadBalancer: masters > 1 },
    ...(run.profile && { profile: run.profile as Scenario['profile'] }),
    ...(run.seed !== undefined && { seed: run.seed }),
    ...(run.flags && { flags: { ...base.flags, ...run.flags } }),
    ...(run.faults && { faults: run.faults }),
    ...(run.commands && { commands: run.commands }),
    ...(run.until !== undefined && { untilSeconds: run.until })
  })
}

/** Checked by reading it again, as the page will. */
function linkOf(scenario: Scenario): Result<string> {
  const link = formatLink({ scenario, playhead: 0, selection: '' })
  const read = parseLink(link)
  return read.ok ? ok(link) : read
}
