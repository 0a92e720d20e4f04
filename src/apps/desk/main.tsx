import { createRoot } from 'react-dom/client'
import 'virtual:theme.css'
import '@mantine/core/styles/baseline.css'
import '@mantine/core/styles/global.css'
import '../../foundation/browser/page.css'
import '../../foundation/browser/controls.css'
import { returnFocus } from '../../foundation/browser/return-focus.ts'
import { Desk } from './desk.tsx'

returnFocus()

createRoot(document.getElementById('root')!).render(<Desk />)
