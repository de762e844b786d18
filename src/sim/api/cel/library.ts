import { cel } from './package'
import { kubernetesEnvironment } from './kubernetes'

const environment = kubernetesEnvironment()

// Whoever imports this has the language.
cel.provide({ parse: (expression) => environment.parse(expression), kubernetesEnvironment })
