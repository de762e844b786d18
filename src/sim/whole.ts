import './first'
import * as yamlPackage from 'yaml'
import { yaml } from '../base/yaml-package'
import words from './components/kubectl/cobra/generated/prose.json'
import { pageText, prose } from './components/kubectl/cobra/prose'
import { commands } from './components/kubectl/commands'
import { kubectl } from './components/kubectl/later'
import { formatted } from './components/kubectl/print/output'
import { run } from './components/kubectl/start'

// Provides all parts of the simulator that may be loaded after the first picture. In Node every door imports this.
yaml.provide(yamlPackage)
kubectl.provide({ commands, run, formatted, pageText })
// TypeScript reads pairs in JSON as lists.
prose.provide({ ...words, groups: words.groups as [string, string[]][] })
