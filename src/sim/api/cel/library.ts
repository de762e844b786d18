import { cel } from './package'
import { kubernetesEnvironment } from './kubernetes'
import { typeProblems } from './typing'

const environment = kubernetesEnvironment()
const parse = (expression: string): ReturnType<typeof environment.parse> => environment.parse(expression)

// Whoever imports this has the language.
cel.provide({
  parse,
  kubernetesEnvironment,
  typeProblems(expression, declared) {
    try {
      return typeProblems((source) => parse(source).ast, expression, declared)
    } catch {
      // What cannot be read here may be right: nothing is said of it.
      return ''
    }
  }
})
