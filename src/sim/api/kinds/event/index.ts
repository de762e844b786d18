import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { columns } from './columns'
import { validateEvent } from './validate'

/** What the newer group calls otherwise, by what the stored form calls it. Models pkg/apis/events/v1/conversion.go. */
const names = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount']
] as const
const stored = new Map<string, string>(names.map(([own, other]) => [other, own]))
const shown = new Map<string, string>(names)

/** Events of both groups are stored in one form. */
function convert(object: KubeObject): KubeObject {
  const defaults = { source: {}, firstTimestamp: null, lastTimestamp: null }
  return { ...defaults, ...renamed(object, stored), apiVersion: 'v1' }
}

/** What the older group writes though it is empty, the newer one leaves out. */
function inVersion(object: KubeObject, apiVersion: string): KubeObject {
  const { reportingController, reportingInstance, ...fields } = renamed(object, shown) as KubeObject &
    Readonly<Record<'reportingController' | 'reportingInstance', unknown>>
  return {
    ...fields,
    ...(reportingController !== '' && { reportingController }),
    ...(reportingInstance !== '' && { reportingInstance }),
    apiVersion
  }
}

const renamed = (object: KubeObject, by: ReadonlyMap<string, string>): KubeObject => {
  const { apiVersion, kind, metadata, ...fields } = object
  const told = Object.fromEntries(Object.entries(fields).map(([name, value]) => [by.get(name) ?? name, value]))
  return { apiVersion, kind, metadata, ...told }
}

export const event: KindCode = { columns, convert, inVersion, validateIn: validateEvent, name: 'path' }
