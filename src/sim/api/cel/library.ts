import { Environment, parse } from '@marcbachmann/cel-js'
import { cel } from './package'

// Whoever imports this has the language.
cel.provide({ parse, Environment })
