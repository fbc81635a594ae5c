import type { BuildAnnotation, LogLevel, SlateFields } from '../../src/catalogs/slate/index.ts';
import type { Flow } from '../broker/flow.ts';
import type { BuildOrder, BuildTools } from './buildOrder.ts';
import { guessLevel, withoutEscapes } from '../process/levels.ts';
import { createLogBatches, type GatheredLines } from '../process/logBatches.ts';
import { createPartialLine } from '../process/partialLine.ts';
import type { OnLine, OnPartial } from '../process/process.ts';
import { type AnnotationLevel, cutText, readWorkflowCommand } from './workflowCommands.ts';

/** What a failed build's end repeats of its log. */
const LAST_LINES = 20;
/** Every event that carries them must fit one message. */
const MAX_ANNOTATIONS = 50;
const MAX_ANNOTATION_CHARS = 500;

const levels: Record<AnnotationLevel, LogLevel> = {
  error: 'error',
  warning: 'warn',
  notice: 'info',
};

type OutputOrder = Pick<BuildOrder, 'projectId' | 'buildId' | 'attempt'>;
type OutputTools = Pick<BuildTools, 'publisher' | 'createFlow'>;
type Annotated = { annotations?: BuildAnnotation[]; annotationsOmitted?: number };
/** What lines of one event have in common. */
type LineWhere = Pick<
  NonNullable<SlateFields<'build.log'>['data']>,
  'step' | 'group' | 'annotation'
>;

/** Where the process of one step leaves what it prints. */
export interface StepOutput {
  readonly onLine: OnLine;
  readonly onPartial: OnPartial;
  /** The step has ended: so have its groups, and its unfinished line. */
  end(): void;
}

/** What one build prints, as log events; its annotations are kept for the build's own events. */
export class BuildOutput {
  readonly #order: OutputOrder;
  readonly #tools: OutputTools;
  readonly #flow: Flow;
  readonly #lastLines: string[] = [];
  readonly #annotations: BuildAnnotation[] = [];
  #omitted = 0;
  /** What the build's events have carried of them. */
  #sent = { annotations: 0, omitted: 0 };
  readonly #log = createLogBatches<LineWhere>({
    send: (lines, where, timestamp) => this.#store(lines, where, timestamp),
    isSame: (a, b) =>
      a.step === b.step && a.group === b.group && !('annotation' in a) && !('annotation' in b),
  });

  constructor(order: OutputOrder, tools: OutputTools) {
    this.#order = order;
    this.#tools = tools;
    this.#flow = tools.createFlow();
  }

  /** The newest lines, oldest first. */
  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** Settles when the last line is stored (or never will be). */
  stored(): Promise<void> {
    return this.#log.flush();
  }

  /** There are annotations that no event has carried. */
  get hasNews(): boolean {
    return this.#sent.annotations < this.#annotations.length || this.#sent.omitted < this.#omitted;
  }

  /** What has changed since the last call; for events of which there may be many. */
  takeNews(): Annotated {
    const { annotations, omitted } = this.#sent;
    this.#sent = { annotations: this.#annotations.length, omitted: this.#omitted };
    return {
      ...(annotations < this.#annotations.length ? { annotations: [...this.#annotations] } : {}),
      ...(omitted < this.#omitted ? { annotationsOmitted: this.#omitted } : {}),
    };
  }

  /** All of them; for an end. */
  annotations(): Annotated {
    return {
      ...(this.#annotations.length > 0 ? { annotations: [...this.#annotations] } : {}),
      ...(this.#omitted > 0 ? { annotationsOmitted: this.#omitted } : {}),
    };
  }

  /** A line of the agent's own. */
  note(message: string, level: LogLevel): void {
    this.#log.add(message, level, {});
  }

  /** @param step its path */
  begin(step: string): StepOutput {
    const { projectId, buildId, attempt } = this.#order;
    const partial = createPartialLine((message) =>
      this.#tools.publisher.send('build.partial', {
        projectId,
        data: { buildId, attempt, step, message },
      }),
    );
    let group: string | undefined;
    return {
      onLine: (line) => {
        partial.end();
        const command = commandIn(line);
        if (command?.kind === 'group') group = command.name;
        else if (command?.kind === 'endgroup') group = undefined;
        else return this.#line(line, command, step, group);
        return this.#flow.wait();
      },
      onPartial: partial.changed,
      end: partial.end,
    };
  }

  #line(
    line: string,
    command: Extract<ReturnType<typeof commandIn>, { kind: 'annotation' }> | null,
    step: string,
    group: string | undefined,
  ): Promise<void> | undefined {
    const time = Date.now();
    const where = { step, ...(group === undefined ? {} : { group }) };
    const message = command?.message ?? line;
    this.#lastLines.push(message);
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
    if (command === null) this.#log.add(message, guessLevel(message), where);
    else {
      const { kind: _, message: __, ...annotation } = command;
      this.#keep({ ...annotation, message: withoutEscapes(message), step, time });
      this.#log.add(message, levels[command.level], { ...where, annotation });
    }
    return this.#flow.wait();
  }

  #keep(annotation: BuildAnnotation): void {
    if (this.#annotations.length >= MAX_ANNOTATIONS) {
      this.#omitted += 1;
      return;
    }
    const message = cutText(annotation.message, MAX_ANNOTATION_CHARS);
    this.#annotations.push({ ...annotation, message });
  }

  #store(lines: GatheredLines, where: LineWhere, timestamp: number): Promise<void> {
    const { projectId, buildId, attempt } = this.#order;
    const stored = this.#tools.publisher.store('build.log', {
      projectId,
      timestamp,
      data: { buildId, attempt, ...lines, ...where },
    });
    this.#flow.add(stored, lines.message.length);
    return stored;
  }
}

/** Colours that go on from the line before are no part of a command. */
const commandIn = (line: string) =>
  readWorkflowCommand(line.startsWith('\u001b') ? withoutEscapes(line) : line);
