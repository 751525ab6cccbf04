export const importState = {
  waiting: ['排队中', 'waiting'],
  checking: ['正在检查', 'checking'],
  checked: ['检查完成，尚未导入', 'checked, not yet imported'],
  applying: ['正在导入', 'importing'],
  applied: ['导入完成', 'imported'],
  failed: ['未完成', 'failed'],
  discarded: ['已放弃', 'discarded'],
} as const
