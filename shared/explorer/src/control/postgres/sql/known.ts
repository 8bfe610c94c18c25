/** Functions of PostgreSQL that look at nothing but their arguments, the time, or chance. */
export const plainFunctions: ReadonlySet<string> = new Set(
  `abs age array_agg array_append array_length array_position array_remove array_to_string ascii avg
  bit_and bit_or bool_and bool_or btrim cardinality ceil ceiling char_length character_length chr
  clock_timestamp concat concat_ws count cume_dist date_bin date_part date_trunc decode degrees
  dense_rank div encode every exp extract factorial first_value floor format gen_random_uuid
  generate_series greatest hashtext initcap json_agg json_array_length json_build_array
  json_build_object json_object_agg jsonb_agg jsonb_array_elements jsonb_array_length jsonb_build_array
  jsonb_build_object jsonb_object_agg jsonb_set justify_interval lag last_value lead least left length
  ln localtimestamp log lower lpad ltrim make_date make_interval max md5 min mod now nth_value ntile
  nullif num_nonnulls num_nulls octet_length overlay percent_rank percentile_cont percentile_disc pi
  position power radians random rank regexp_match regexp_replace repeat replace reverse right round
  row_number row_to_json rpad rtrim sha256 sign split_part sqrt statement_timestamp stddev
  stddev_pop stddev_samp string_agg string_to_array strpos substr substring sum timezone to_char to_date
  to_json to_jsonb to_number to_timestamp transaction_timestamp translate trunc unnest upper uuidv4 uuidv7
  var_pop var_samp variance width_bucket`.split(/\s+/),
);

/** Types of PostgreSQL whose input and output look at nothing else. */
export const plainTypes: ReadonlySet<string> = new Set(
  `bool boolean bpchar bytea char date decimal float4 float8 int int2 int4 int8 integer bigint smallint
  interval json jsonb numeric real text time timestamp timestamptz timetz uuid varchar`.split(
    /\s+/,
  ),
);

/** Operators that look at nothing but their operands, as long as nothing of the same name was added. */
export const plainOperators =
  /^(?:=|<>|!=|<|>|<=|>=|\+|-|\*|\/|%|\^|\|\||~~\*?|!~~\*?|~\*?|!~\*?|->|->>|#>|#>>|@>|<@|\?|&&|&|\|)$/;

/** Nodes that say no more than what is in them. */
export const plainNodes: ReadonlySet<string> = new Set(
  `SelectStmt InsertStmt UpdateStmt DeleteStmt ResTarget ColumnRef String Integer Float Boolean A_Star
  A_Const ParamRef A_Expr BoolExpr NullTest BooleanTest FuncCall TypeCast List RangeVar JoinExpr
  RangeSubselect RangeFunction SubLink SortBy LockingClause CaseExpr CaseWhen CoalesceExpr MinMaxExpr
  SQLValueFunction A_ArrayExpr A_Indirection A_Indices RowExpr SetToDefault IndexElem CommonTableExpr
  MultiAssignRef CollateClause GroupingSet GroupingFunc NamedArgExpr WindowDef`.split(/\s+/),
);

/**
 * What says more of a row than what is in it: where the row lies, and which transactions have marked it,
 * those among them that are not committed.
 */
export const systemColumns: ReadonlySet<string> = new Set(['ctid', 'xmax', 'cmax', 'cmin']);
