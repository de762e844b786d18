import type { PodTemplateSpec, Toleration, TopologySpreadConstraint } from 'kubernetes-types/core/v1'
import { selectorText } from '../../../api/kinds/columns'
import { goSorted } from '../print/go-sort'
import { writeContainers } from './containers'
import { writeVolumes } from './volumes'
import { Writer } from './writer'

export function tolerationText({ key = '', operator, value, effect, tolerationSeconds }: Toleration): string {
  let text = key
  if (value) text += `=${value}`
  if (effect) text += `:${effect}`
  if (operator === 'Exists' && !value) text += key !== '' || effect ? ' op=Exists' : 'op=Exists'
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`
}

export const writeTolerations = (
  writer: Writer,
  tolerations: readonly Toleration[] = [],
  title = 'Tolerations'
): void => writer.rows(title, goSorted(tolerations, (a, b) => (a.key ?? '') < (b.key ?? '')).map(tolerationText))

export function writeSpreads(writer: Writer, spreads: readonly TopologySpreadConstraint[] = [], space = ''): void {
  goSorted(spreads, (a, b) => a.topologyKey < b.topologyKey).forEach((spread, i) => {
    const { topologyKey, whenUnsatisfiable, maxSkew, labelSelector } = spread
    const selector = labelSelector ? ` for selector ${selectorText(labelSelector)}` : ''
    const title = i === 0 ? `${space}Topology Spread Constraints:\t` : `${space}\t`
    writer.line(0, `${title}${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`)
  })
}

/** `Pod Template:` of a workload. Models DescribePodTemplate. */
export function writeTemplate(writer: Writer, template: PodTemplateSpec | undefined): void {
  writer.line(0, 'Pod Template:')
  if (!template) {
    writer.text += '  <unset>'
    return
  }
  const { metadata, spec } = template
  writer.labels('  Labels', metadata?.labels)
  if (Object.keys(metadata?.annotations ?? {}).length > 0) writer.annotations('  Annotations', metadata?.annotations)
  if (spec?.serviceAccountName) writer.row(1, 'Service Account', spec.serviceAccountName)
  if ((spec?.initContainers ?? []).length > 0)
    writeContainers(writer, 'Init Containers', spec!.initContainers!, [], undefined, '  ')
  writeContainers(writer, 'Containers', spec?.containers ?? [], [], undefined, '  ')
  writeVolumes(writer, spec?.volumes, '  ')
  writeSpreads(writer, spec?.topologySpreadConstraints, '  ')
  if (spec?.priorityClassName) writer.row(1, 'Priority Class Name', spec.priorityClassName)
  writer.labels('  Node-Selectors', spec?.nodeSelector)
  writeTolerations(writer, spec?.tolerations, '  Tolerations')
}

/** The same without its title, as `rollout history` prints it. */
export function templateLines(template: PodTemplateSpec): string {
  const writer = new Writer()
  writeTemplate(writer, template)
  return writer.text.replace(/^Pod Template:\n/, '')
}
