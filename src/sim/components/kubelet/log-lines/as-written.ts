import { is125, number } from '../config'
import { runtimeNameOf, socketOf } from '../cri'
import type { KubeletContext } from '../context'
import type { Around, Facts } from './around'
import { asWrittenIn136 } from './places'
import { inFull } from './rewritten'
import { runtimeDown } from './runtime-down'
import { starting } from './starting'
import { starting125 } from './starting-125'

export interface Written {
  readonly level: 'I' | 'W' | 'E'
  readonly text: string
}

const messageOf = (text: string): string =>
  /^(?:[a-z_0-9]+\.go:\d+\] )?"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ??
  /^[a-z_0-9]+\.go:\d+\] ([^:]*)/.exec(text)?.[1] ??
  ''

/**
 * A line of a kubelet's log as its release writes it, and what is written in the same breath: a step of the kubelet says one line, and the words of the
 * parts that it has begun are put to it when the log is read.
 */
export function asWritten(kubelet: KubeletContext, { level, text }: Written): Written[] {
  const { config } = kubelet
  const isOld = is125(config)
  const said = isOld ? text : asWrittenIn136(inFull(text))
  const message = messageOf(said)
  const around = (isOld ? starting125 : { ...starting, ...runtimeDown })[message] ?? nothing
  const facts = factsOf(kubelet)
  const lines = (which: 'before' | 'after'): Written[] =>
    (around[which]?.(facts, text) ?? []).flatMap(atVerbosity(facts))
  const own = around.instead ? [] : [{ level, text: said }]
  return [...lines('before'), ...own, ...lines('after')]
}

const nothing: Around = {}

const factsOf = (kubelet: KubeletContext): Facts => {
  const { kernelVersion, osImage } = (kubelet.ownNode?.status.nodeInfo ?? {}) as {
    kernelVersion?: string
    osImage?: string
  }
  return {
    node: kubelet.node,
    verbosity: number(kubelet.config, 'v'),
    runtime: runtimeNameOf(kubelet),
    socket: socketOf(kubelet),
    runtimeVersion: kubelet.nodeStatus.runtimeVersion.replace(/^\w+:\/\//, ''),
    kernel: kernelVersion,
    system: osImage
  }
}

const atVerbosity =
  ({ verbosity }: Facts) =>
  (line: string): Written[] => {
    const [, level, from, text = ''] = /^([IWE])(\d+) (.*)$/s.exec(line) ?? []
    return Number(from) <= verbosity ? [{ level: level as Written['level'], text }] : []
  }
