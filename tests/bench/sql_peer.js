// SPDX-License-Identifier: MIT
// The five results of a report by an SQL engine that reads the log straight from the file.
//
//     sql_peer.js FOLDER duckdb|clickhouse LOG THREADS
//     sql_peer.js FOLDER duckdb|clickhouse version
//
// FOLDER is where npm installed the engines.  Prints JSON: rows by status, of the first paths,
// clients and agents, and by status and minute.
"use strict";

const { createRequire } = require("node:module");

const COLUMNS = ["client", "ident", "user", "time", "zone", "request", "status", "bytes",
  "referer", "agent"];

// One pass over the log: with both engines, filling a table first or reading the log five times
// took 1.3 to 4 times as long.
function fiveResults(log, path) {
  return `
    SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY result ORDER BY requests DESC) AS place
      FROM (
        SELECT status, path, client, agent, minute, count(*) AS requests,
          grouping(status, path, client, agent, minute) AS result
        FROM (SELECT client, status, agent, ${path} AS path, substring(time, 2, 17) AS minute
              FROM ${log}) AS requests
        GROUP BY GROUPING SETS ((status), (path), (client), (agent), (status, minute))
      ) AS counts
    ) AS placed
    WHERE place <= 10 OR status <> ''`;
}

async function openDuckdb(load, threads) {
  const { DuckDBInstance } = load("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads });
  const connection = await instance.connect();
  const columns = COLUMNS.map((name) => `'${name}': 'VARCHAR'`).join(", ");
  return {
    query: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    results: (log) => fiveResults(
      `read_csv('${log}', delim=' ', quote='"', escape='\\', header=false, auto_detect=false,
                columns={${columns}})`, "split_part(request, ' ', 2)"),
  };
}

// Its format CSV refuses blanks between fields: CustomSeparated reads such fields by the rules of
// CSV, which know no backslash.  Lines that it cannot read are left out, not the end of all.
async function openClickhouse(load, threads) {
  const session = new (load("chdb").Session)();
  const settings = `SETTINGS max_threads = ${threads}, max_parsing_threads = ${threads},
    format_custom_escaping_rule = 'CSV', format_custom_field_delimiter = ' ',
    input_format_allow_errors_ratio = 1, output_format_json_quote_64bit_integers = 0`;
  const columns = COLUMNS.map((name) => `${name} String`).join(", ");
  return {
    query: async (sql) => JSON.parse(session.query(`${sql} ${settings}`, "JSON")).data,
    results: (log) => fiveResults(
      `file('${log}', 'CustomSeparated', '${columns}')`, "splitByChar(' ', request)[2]"),
  };
}

async function main([folder, engine, log, threads]) {
  const load = createRequire(`${folder}/`);
  const open = { duckdb: openDuckdb, clickhouse: openClickhouse }[engine];
  const { query, results } = await open(load, threads || "1");
  const sql = log === "version" ? "SELECT version() AS version" : results(log);
  const rows = await query(sql);
  process.stdout.write(`${JSON.stringify(rows)}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message.split("\n")[0]);
  process.exitCode = 1;
});
