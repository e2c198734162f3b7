import { expect, test } from 'vitest';
import { historySummaryPrompt } from './history-summary.ts';
import { interruptedCallPrompt } from './interrupted-call.ts';
import { lastTurnPrompt } from './last-turn.ts';
import { repairAnswerPrompt } from './repair-answer.ts';
import { summariseHistoryPrompt } from './summarise-history.ts';

test('the texts that a model reads are these', () => {
  expect(lastTurnPrompt()).toMatchSnapshot('last turn');
  expect(interruptedCallPrompt()).toMatchSnapshot('interrupted call');
  expect(repairAnswerPrompt('outcome: expected a string')).toMatchSnapshot('repair');
  expect(summariseHistoryPrompt()).toMatchSnapshot('summarise');
  expect(historySummaryPrompt('It works.')).toMatchSnapshot('summary');
});
