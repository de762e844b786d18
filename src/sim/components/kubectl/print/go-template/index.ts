import { fail, ok, type Result } from '../../../../../base/result'
import { isMap, keysOf, sprint } from '../go'
import { functionNames, functions, isTrue } from './functions'
import { parse, Wrong, type Block, type Node, type Operand, type Parsed, type Pipe } from './parse'

/** What a template made of its data, up to the error that stopped it. */
export interface Executed {
  readonly text: string
  readonly error?: string
}

/** A template of Go's text/template over plain data, with kubectl's functions. Models cli-runtime/pkg/printers/template.go. */
export function goTemplate(source: string, allowMissing: boolean): Result<(data: unknown) => Executed> {
  try {
    const parsed = parse(source, functionNames)
    return ok((data) => new Execution(parsed, allowMissing).run(data))
  } catch (error) {
    if (error instanceof Wrong) return fail(error.message)
    throw error
  }
}

interface Variable {
  readonly name: string
  value: unknown
}
class Leave extends Error {
  constructor(readonly how: 'break' | 'continue') {
    super(how)
  }
}
/** Deeper templates are taken for endless. */
const deepest = 1_000

class Execution {
  private out = ''
  private depth = 0

  constructor(
    private readonly template: Parsed,
    private readonly allowMissing: boolean
  ) {}

  run(data: unknown): Executed {
    try {
      this.nodes(this.template.root, data, [{ name: '$', value: data }])
      return { text: this.out }
    } catch (error) {
      if (error instanceof Wrong) return { text: this.out, error: error.message }
      throw error
    }
  }

  private nodes(nodes: readonly Node[], dot: unknown, variables: Variable[]): void {
    for (const node of nodes) this.node(node, dot, variables)
  }

  private node(node: Node, dot: unknown, variables: Variable[]): void {
    switch (node.kind) {
      case 'text':
        this.out += node.text
        return
      case 'action': {
        const value = this.pipe(node.pipe, dot, variables)
        if (node.pipe.variables.length === 0)
          this.out += value === undefined || value === null ? '<no value>' : sprint(value)
        return
      }
      case 'if':
      case 'with': {
        const inner = [...variables]
        const value = this.pipe(node.pipe, dot, inner)
        if (isTrue(value)) this.nodes(node.body, node.kind === 'with' ? value : dot, inner)
        else this.nodes(node.otherwise, dot, inner)
        return
      }
      case 'range':
        return this.range(node, dot, variables)
      case 'template': {
        const named = this.template.named.get(node.name)
        if (!named)
          throw new Wrong(
            `template: output:1:11: executing "output" at <{{template ${JSON.stringify(node.name)}}}>: template ${JSON.stringify(node.name)} not defined`
          )
        const value = node.pipe && this.pipe(node.pipe, dot, variables)
        if (++this.depth > deepest) throw new Wrong('exceeded maximum template depth')
        this.nodes(named, value, [{ name: '$', value }])
        this.depth--
        return
      }
      default:
        throw new Leave(node.kind)
    }
  }

  private range({ pipe, body, otherwise }: Block, dot: unknown, variables: Variable[]): void {
    const value = this.pipe({ ...pipe, variables: [] }, dot, variables)
    const items = this.entries(pipe, value)
    if (items.length === 0) return this.nodes(otherwise, dot, [...variables])
    for (const [key, item] of items) {
      const inner = [...variables]
      const [first, second] = pipe.variables
      if (first !== undefined) inner.push({ name: first, value: second === undefined ? item : key })
      if (second !== undefined) inner.push({ name: second, value: item })
      try {
        this.nodes(body, item, inner)
      } catch (error) {
        if (!(error instanceof Leave)) throw error
        if (error.how === 'break') return
      }
    }
  }

  private entries({ source }: Pipe, value: unknown): readonly (readonly [unknown, unknown])[] {
    if (value === undefined || value === null) return []
    if (Array.isArray(value)) return value.map((item: unknown, i) => [i, item] as const)
    if (isMap(value)) return keysOf(value).map((key) => [key, value[key]] as const)
    if (typeof value === 'number') return Array.from({ length: value }, (_, i) => [i, i] as const)
    throw this.at(source, `range can't iterate over ${sprint(value)}`)
  }

  private at(source: string, text: string): Wrong {
    return new Wrong(`template: output:1: executing "output" at <${source}>: ${text}`)
  }

  private pipe(pipe: Pipe, dot: unknown, variables: Variable[]): unknown {
    let value: unknown
    pipe.commands.forEach((command, i) => {
      value = this.command(command, dot, variables, i === 0 ? undefined : { value }, pipe.source)
    })
    const [name] = pipe.variables
    if (name !== undefined) {
      const known = variables.findLast((variable) => variable.name === name)
      if (pipe.assigns && known) known.value = value
      else variables.push({ name, value })
    }
    return value
  }

  private command(
    [first, ...rest]: readonly Operand[],
    dot: unknown,
    variables: Variable[],
    final: { readonly value: unknown } | undefined,
    source: string
  ): unknown {
    if (first!.kind !== 'function') {
      if (rest.length > 0 || final) throw this.at(source, `can't give argument to non-function ${source}`)
      return this.operand(first!, dot, variables, source)
    }
    const { name } = first as { name: string }
    if (name === 'and' || name === 'or') {
      let value: unknown
      for (const operand of rest) {
        value = this.operand(operand, dot, variables, source)
        if (isTrue(value) === (name === 'or')) return value
      }
      return final ? final.value : value
    }
    const args = [
      ...rest.map((operand) => this.operand(operand, dot, variables, source)),
      ...(final ? [final.value] : [])
    ]
    try {
      return functions[name]!(...args)
    } catch (error) {
      if (error instanceof Wrong && error.message.startsWith('error calling')) throw this.at(source, error.message)
      throw error
    }
  }

  private operand(operand: Operand, dot: unknown, variables: Variable[], source: string): unknown {
    switch (operand.kind) {
      case 'dot':
        return dot
      case 'nil':
        throw this.at(source, 'nil is not a command')
      case 'literal':
        return operand.value
      case 'field':
        return this.fields(dot, operand.path, source)
      case 'variable': {
        const found = variables.findLast(({ name }) => name === operand.name)
        if (!found) throw new Wrong(`template: output:1: undefined variable ${JSON.stringify(operand.name)}`)
        return this.fields(found.value, operand.path, source)
      }
      case 'pipe':
        return this.fields(this.pipe(operand.pipe, dot, [...variables]), operand.path, source)
      case 'function':
        return this.command([operand], dot, variables, undefined, source)
    }
  }

  /** Fields of maps; what is missing is no value, and has no fields of its own. */
  private fields(value: unknown, path: readonly string[], source: string): unknown {
    return path.reduce<unknown>((found, name) => {
      if (isMap(found)) {
        if (found[name] === undefined && !this.allowMissing)
          throw this.at(source, `map has no entry for key ${JSON.stringify(name)}`)
        return found[name]
      }
      if (found === undefined || found === null) return undefined
      throw this.at(source, `can't evaluate field ${name} in type interface {}`)
    }, value)
  }
}
