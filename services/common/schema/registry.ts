/** The schema as data: every message, every field, every field's data class. */
import { readFileSync } from 'node:fs';
import {
  createFileRegistry,
  type DescField,
  type DescMessage,
  fromBinary,
  getOption,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { LRUCache } from 'lru-cache';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';

/** The descriptors themselves, for readers of other options. */
export const schemaRegistry = createFileRegistry(
  fromBinary(
    FileDescriptorSetSchema,
    readFileSync(new URL('../../../proto/gen/schema.binpb', import.meta.url)),
  ),
);
const dataClassExtension = schemaRegistry.getExtension('earshot.privacy.v1.data_class');
if (dataClassExtension === undefined)
  throw new Error('the schema has no data classes; run `npm run generate`');
const dataClassOption = dataClassExtension;

/** One field of the schema. */
export interface SchemaField {
  /** proto name, `snake_case`. */
  readonly name: string;
  /** Name in JSON and in TypeScript, `camelCase`. */
  readonly jsonName: string;
  readonly number: number;
  readonly dataClass: DataClass;
  /** Fully qualified message type for message-typed fields, else `undefined`. */
  readonly message: string | undefined;
  /** Fully qualified enum type for enum-typed fields, else `undefined`. */
  readonly enumeration: string | undefined;
  /** Scalar type name (`string`, `int32`, `bytes`, …) for scalar fields, else `undefined`. */
  readonly scalar: ScalarName | undefined;
  readonly isRepeated: boolean;
  readonly isMap: boolean;
  /** A scalar that tells absence from its default: proto3's `optional`. */
  readonly isOptional: boolean;
  /** Name of the oneof it belongs to. */
  readonly oneof: string | undefined;
}

export type ScalarName =
  | 'double'
  | 'float'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'uint32'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'other';

/** Scalar types of descriptor.proto's FieldDescriptorProto.Type, by number. */
const scalarNames: Readonly<Record<number, ScalarName>> = {
  1: 'double',
  2: 'float',
  3: 'int64',
  4: 'uint64',
  5: 'int32',
  8: 'bool',
  9: 'string',
  12: 'bytes',
  13: 'uint32',
};

function toField(field: DescField): SchemaField {
  const isList = field.fieldKind === 'list';
  const isMap = field.fieldKind === 'map';
  const kind = isList ? field.listKind : isMap ? field.mapKind : field.fieldKind;
  return {
    name: field.name,
    jsonName: field.jsonName,
    number: field.number,
    dataClass: getOption(field as never, dataClassOption as never) as DataClass,
    message: kind === 'message' ? field.message?.typeName : undefined,
    enumeration: kind === 'enum' ? field.enum?.typeName : undefined,
    scalar: kind === 'scalar' ? (scalarNames[field.scalar as number] ?? 'other') : undefined,
    isRepeated: isList,
    isMap,
    isOptional: field.proto.proto3Optional,
    oneof: field.oneof?.name,
  };
}

const fieldsByMessage = new WeakMap<DescMessage, readonly SchemaField[]>();

function fieldsOf(message: DescMessage): readonly SchemaField[] {
  let fields = fieldsByMessage.get(message);
  if (fields === undefined) {
    fields = message.fields.map(toField);
    fieldsByMessage.set(message, fields);
  }
  return fields;
}

/** Fields of a message. @throws Error when the schema has no such message: a mistake in our own code. */
export function messageFields(messageName: string | DescMessage): readonly SchemaField[] {
  if (typeof messageName !== 'string') return fieldsOf(messageName);
  const message = schemaRegistry.getMessage(messageName);
  if (message === undefined) throw new Error(`the schema has no message ${messageName}`);
  return fieldsOf(message);
}

/** Names of the values of an enum with their numbers, without the enum's prefix. */
export function enumValues(enumName: string): ReadonlyMap<string, number> {
  const found = schemaRegistry.getEnum(enumName);
  if (found === undefined) throw new Error(`the schema has no enum ${enumName}`);
  return new Map(found.values.map((value) => [value.localName, value.number]));
}

/** Fully qualified names of all messages in our own packages. */
export function messageNames(): string[] {
  const names: string[] = [];
  for (const type of schemaRegistry) {
    if (type.kind === 'message' && type.typeName.startsWith('earshot.')) names.push(type.typeName);
  }
  return names.sort();
}

/**
 * The field at a dotted path of JSON names (`user.contact.phone`), or `undefined` when there is none.
 * Paths go through repeated messages as through single ones.
 */
export function fieldAt(messageName: string, path: string): SchemaField | undefined {
  const name = `${messageName} ${path}`;
  let known = fieldsAt.get(name);
  if (known === undefined) {
    known = { field: findField(messageName, path) };
    fieldsAt.set(name, known);
  }
  return known.field;
}

/** Every field of every turn is asked for; the paths are the schema's and those that manifests declare. */
const fieldsAt = new LRUCache<string, { readonly field: SchemaField | undefined }>({ max: 2_000 });

function findField(messageName: string, path: string): SchemaField | undefined {
  let current = messageName;
  const parts = path.split('.');
  for (const [index, part] of parts.entries()) {
    const field = messageFields(current).find((candidate) => candidate.jsonName === part);
    if (field === undefined) return undefined;
    if (index === parts.length - 1) return field;
    if (field.message === undefined) return undefined;
    current = field.message;
  }
  return undefined;
}

/** The data class at a dotted path of JSON names, or `undefined` when the schema has no such field. */
export function dataClassOf(messageName: string, path: string): DataClass | undefined {
  return fieldAt(messageName, path)?.dataClass;
}

/** Classes whose values may stand in a log line, a metric or an error. */
export const loggableClasses: ReadonlySet<DataClass> = new Set([DataClass.PUBLIC, DataClass.OPERATIONAL]);

/** Lower-case name of a class, as it stands in manifests and documents (`location_precise`). */
export function dataClassName(dataClass: DataClass): string {
  for (const [name, value] of Object.entries(DataClass)) if (value === dataClass) return name.toLowerCase();
  return 'unspecified';
}
