/** Words that officers often need, in both languages: the manager may read another one than the officer. */
import { discipline } from '@/i18n/texts/discipline'

const TEMPLATES = {
  reminder: [discipline.reminder_poster, discipline.reminder_guard],
  warning: [discipline.warning_unwatched, discipline.warning_unscanned],
  suspension: [discipline.suspension_unmended],
} as const

export function templatesOf(kind: keyof typeof TEMPLATES): string[] {
  return TEMPLATES[kind].map(([zh, en]) => `${zh}\n${en}`)
}
