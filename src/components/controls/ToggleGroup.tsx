import { ToggleGroup as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Toggle<Value extends string> {
  value: Value;
  /** The accessible name. */
  label: string;
  title?: string;
  className?: string | undefined;
  children: ReactNode;
}

export interface ToggleGroupProps<Value extends string> {
  /** The group's accessible name. */
  label: string;
  toggles: readonly Toggle<Value>[];
  pressed: readonly Value[];
  onChange: (pressed: readonly Value[]) => void;
  className?: string | undefined;
}

/** Toggles with one tab stop; arrows move among them. */
export function ToggleGroup<Value extends string>(props: ToggleGroupProps<Value>) {
  const { label, toggles, pressed, onChange, className } = props;
  return (
    <Radix.Root
      type="multiple"
      role="group"
      aria-label={label}
      className={className}
      value={[...pressed]}
      onValueChange={(values) =>
        onChange(toggles.map(({ value }) => value).filter((value) => values.includes(value)))
      }
    >
      {toggles.map(({ value, label: name, children, ...rest }) => (
        <Radix.Item key={value} value={value} aria-label={name} {...rest}>
          {children}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
