/**
 * The part of kubectl's JSONPath that people use: `.a.b`, `[0]`, `[*]`, `['a.b']`, `[?(@.type=="Ready")]`, and templates
 * such as `{.items[*].metadata.name}` or `{range .items[*]}{.metadata.name}{"\n"}{end}`.
 * Models k8s.io/client-go/util/jsonpath.
 */
export function findPath(root: unknown, path: string): unknown[] {
  let found: unknown[] = [root]
  for (const step of stepsOf(path)) found = found.flatMap((value) => follow(value, step))
  return found.filter((value) => value !== undefined)
}

const stepPattern =
  /\.?\[\?\(@\.?([^)]*?)\s*==\s*["']?([^"')]*)["']?\)\]|\.?\[['"]([^'"]+)['"]\]|\.?\[(\*|-?\d+)\]|\.((?:\\\.|[^.[\]])+)/g

type PathStep = { key: string } | { index: number } | { all: true } | { where: string; is: string }

function stepsOf(path: string): PathStep[] {
  const steps: PathStep[] = []
  const text = path === '' || path.startsWith('.') || path.startsWith('[') ? path : `.${path}`
  for (const [, where, is, quoted, index, key] of text.matchAll(stepPattern)) {
    if (where !== undefined) steps.push({ where, is: is ?? '' })
    else if (quoted !== undefined) steps.push({ key: quoted })
    else if (index !== undefined) steps.push(index === '*' ? { all: true } : { index: Number(index) })
    else if (key === '*') steps.push({ all: true })
    else if (key !== undefined) steps.push({ key: key.replace(/\\\./g, '.') })
  }
  return steps
}

function follow(value: unknown, step: PathStep): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if ('all' in step) return Array.isArray(value) ? (value as unknown[]) : Object.values(value)
  if ('index' in step) return Array.isArray(value) ? [(value as unknown[]).at(step.index)] : []
  if ('where' in step) {
    return Array.isArray(value)
      ? value.filter((item: unknown) => String(findPath(item, step.where)[0]) === step.is)
      : []
  }
  return [(value as Record<string, unknown>)[step.key]]
}

/** Evaluates a template: text outside braces stands for itself. */
export function jsonPath(root: unknown, template: string): string {
  const tokens = [...template.matchAll(/\{([^}]*)\}|([^{]+)/g)].map(([, inside, text]) => ({ inside, text }))
  return evaluate(tokens, root, 0).text
}

function evaluate(
  tokens: readonly { inside: string | undefined; text: string | undefined }[],
  root: unknown,
  from: number
): { text: string; next: number } {
  let text = ''
  let at = from
  while (at < tokens.length) {
    const token = tokens[at++]!
    if (token.inside === undefined) {
      text += token.text
      continue
    }
    const inside = token.inside.trim()
    if (inside === 'end') return { text, next: at }
    const literal = /^"([\s\S]*)"$|^'([\s\S]*)'$/.exec(inside)
    if (literal) text += unescape(literal[1] ?? literal[2] ?? '')
    else if (inside.startsWith('range ')) {
      const items = findPath(root, inside.slice(6).trim())
      let next = evaluate(tokens, {}, at).next
      for (const item of items) {
        const done = evaluate(tokens, item, at)
        text += done.text
        next = done.next
      }
      at = next
    } else text += findPath(root, inside.replace(/^[@$]/, '')).map(shown).join(' ')
  }
  return { text, next: at }
}

const unescape = (text: string): string => text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\"/g, '"')

export const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
