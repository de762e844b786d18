import { twoWayPatch } from '../../../../api/patch/two-way'
import { objectType } from '../../../../api/scheme'
import { formatTime } from '../../../../api/timestamp'
import type { Deployment, KubeObject } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { errorString, Failure, failure, plain, problemOf, type Problem } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { managerOf } from '../../script/options'
import { printerOf, type Printer } from '../../script/printing'
import { recorded } from '../../script/record'
import { scripted, type Script, type Shell } from '../../script/script'
import { callOf } from '../../script/targets'
import { typed } from '../../script/typed'
import type { Command } from '../../session'
import { noneFound, resourceName, visitEach } from './objects'

/** A change of each object, sent as a patch. Models rollout_pause.go, rollout_resume.go, rollout_restart.go. */
const changer = (done: string, change: (object: KubeObject, shell: Shell) => KubeObject): Command =>
  scripted((shell) => changeEach(shell, done, change))

function* changeEach(shell: Shell, done: string, change: (object: KubeObject, shell: Shell) => KubeObject): Script {
  const problems: Problem[] = []
  const infos: Info[] = []
  try {
    // eslint-disable-next-line require-yield -- it only remembers
    yield* visitEach(shell, function* (info) {
      infos.push({ ...info, object: typed(info) })
    })
  } catch (error) {
    if (!(error instanceof Failure) || error.problem.form === 'plain') throw error
    problems.push(error.problem)
  }
  if (infos.length === 0 && problems.length === 0) return noneFound(shell)
  // Each object is printed by a printer of its own.
  const print: Printer = (object, how) => printerOf(shell, done)(object, how)
  for (const info of infos) {
    let body: object | null
    try {
      const after = recorded(shell, change(info.object, shell))
      body = twoWayPatch({ ...info.object }, { ...after }, objectType(info.kind))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problems.push(plain(`error: ${resourceName(info)} ${JSON.stringify(info.name)} ${error.message}`))
      continue
    }
    if (!body) {
      if (done === 'restarted')
        problems.push(
          plain(
            `failed to create patch for ${info.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`
          )
        )
      else print(info.object, { done: `already ${done}`, typed: true })
      continue
    }
    const manager = managerOf(shell, 'kubectl-rollout')
    const options = { patchType: 'strategic', ...(manager !== '' && { fieldManager: manager }) } as const
    const answer = yield* ask({ verb: 'patch', ...callOf(info), body, options })
    if (good(answer)) print(answer.body as KubeObject, { typed: true })
    else problems.push(plain(`failed to patch: ${errorString(problemOf(answer, shell.host))}`))
  }
  if (problems.length > 0) throw new Failure({ form: 'many', of: problems })
}

function paused(object: KubeObject, value: boolean): KubeObject {
  const { paused: _, ...spec } = (object as Deployment).spec
  return { ...object, spec: { ...spec, ...(value && { paused: true }) } }
}

export const pause = changer('paused', (object) => {
  if (object.kind !== 'Deployment') throw failure('pausing is not supported')
  if ((object as Deployment).spec.paused) throw failure('is already paused')
  return paused(object, true)
})

export const resume = changer('resumed', (object) => {
  if (object.kind !== 'Deployment') throw failure('resuming is not supported')
  if (!(object as Deployment).spec.paused) throw failure('is not paused')
  return paused(object, false)
})

export const restart = changer('restarted', (object, shell) => {
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(object.kind)) throw failure('restarting is not supported')
  const { spec } = object as Deployment
  if (object.kind === 'Deployment' && spec.paused)
    throw failure("can't restart paused deployment (run rollout resume first)")
  const { template } = spec
  const annotations = {
    ...template.metadata?.annotations,
    'kubectl.kubernetes.io/restartedAt': formatTime(shell.now)
  }
  return { ...object, spec: { ...spec, template: { ...template, metadata: { ...template.metadata, annotations } } } }
})
