/** Short messages and questions, in one manner everywhere. */
import { ElMessage, ElMessageBox } from 'element-plus'

import { NoAnswer } from '@core'

import { ApiProblem, wordsOf } from '@/api/http'
import { t } from '@/i18n'

export function tell(message: string): void {
  ElMessage({ message, type: 'success', grouping: true })
}

/** Shows why something failed, with the server's own words where it gave any. */
export function complain(error: unknown): void {
  const fields = error instanceof ApiProblem ? Object.values(error.fields) : []
  const message = [wordsOf(error), ...fields].join(' · ')
  ElMessage({ message, type: 'error', duration: 6000, showClose: true, grouping: true })
  if (!(error instanceof ApiProblem || error instanceof NoAnswer)) console.error(error)
}

/** Runs an action and complains if it fails; true when it went through. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action()
    return true
  } catch (error) {
    complain(error)
    return false
  }
}

export async function ask(question: string, title: string): Promise<boolean> {
  return ElMessageBox.confirm(question, title, {
    confirmButtonText: t('common.confirm'), cancelButtonText: t('common.cancel'), type: 'warning',
  }).then(() => true, () => false)
}
