package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.soql.QueryPlan;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text search: {@code FIND {words} [IN … FIELDS] RETURNING Object(fields [WHERE …] [LIMIT n]), …}. A record is found when
 * its text fields hold every word; {@code *} stands for the rest of a word.
 */
final class Search {
    private static final int MOST_RECORDS = 2_000;
    private static final int SHORTEST = 2;
    private static final Pattern FIND = Pattern.compile(
            "(?is)\\s*FIND\\s*\\{(.*?)}\\s*(?:IN\\s+(\\w+)\\s+FIELDS\\s+)?(?:RETURNING\\s+(.*?))?(?:\\s+LIMIT\\s+(\\d+))?\\s*");
    private static final Pattern RETURNING = Pattern.compile("(?is)\\s*(\\w+)\\s*(?:\\((.*)\\))?\\s*");
    private static final Pattern FIELDS = Pattern.compile("(?is)(.*?)((?:\\s+(?:WHERE|ORDER|LIMIT|OFFSET)\\s.*)?)");

    void routes(Routes routes) {
        routes.on("GET", "/search", this::search).on("GET", "/parameterizedSearch", this::parameterized);
    }

    private Answer search(Call call) {
        Matcher find = FIND.matcher(call.requiredParameter("q"));
        if (!find.matches()) {
            throw malformed("unexpected token; a search is FIND {words} IN ALL FIELDS RETURNING Object(fields)");
        }
        if (find.group(3) == null) {
            throw malformed("the local org needs RETURNING with the objects to look for");
        }
        int limit = find.group(4) == null ? MOST_RECORDS : Math.min(MOST_RECORDS, Integer.parseInt(find.group(4)));
        return answer(call, find.group(1), find.group(2), split(find.group(3)), limit);
    }

    private Answer parameterized(Call call) {
        String object = call.requiredParameter("sobject");
        String fields = call.parameter(object + ".fields");
        String limit = call.parameter(object + ".limit");
        String inside = (fields == null ? "Id" : fields) + (limit == null ? "" : " LIMIT " + limit);
        return answer(
                call,
                call.requiredParameter("q"),
                call.parameter("in"),
                List.of(object + "(" + inside + ")"),
                MOST_RECORDS);
    }

    private static Answer answer(Call call, String words, @Nullable String scope, List<String> returning, int limit) {
        List<Pattern> patterns = patterns(words);
        LocalDate today = LocalDate.ofInstant(call.now(), ZoneOffset.UTC);
        ArrayNode records = Json.array();
        call.work().read(view -> {
            for (String one : returning) {
                QueryPlan plan = plan(view, one, today);
                List<Field> fields = searched(plan.type(), scope);
                for (Row row : plan.run(view, false)) {
                    if (records.size() < limit && matches(row, fields, patterns)) {
                        records.add(plan.render(view, row, call.version()));
                    }
                }
            }
            return records;
        });
        ObjectNode body = Json.object();
        body.set("searchRecords", records);
        return Answer.ok(body).about("search", records.size());
    }

    private static QueryPlan plan(RecordView view, String returning, LocalDate today) {
        Matcher object = RETURNING.matcher(returning);
        if (!object.matches()) {
            throw malformed("unexpected token: " + returning);
        }
        String inside = object.group(2) == null ? "Id" : object.group(2);
        Matcher parts = FIELDS.matcher(inside);
        if (!parts.matches()) {
            throw malformed("unexpected token: " + inside);
        }
        return QueryPlan.of(
                "SELECT " + parts.group(1) + " FROM " + object.group(1) + parts.group(2), view.schema(), today);
    }

    /** Parts at commas that stand in no parentheses. */
    private static List<String> split(String returning) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < returning.length(); i++) {
            char c = returning.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(returning.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(returning.substring(from));
        return parts;
    }

    private static List<Field> searched(SObjectType type, @Nullable String scope) {
        String in = scope == null ? "ALL" : scope.toUpperCase(Locale.ROOT);
        return type.fields().stream()
                .filter(field -> switch (in) {
                    case "NAME" -> field.nameField();
                    case "EMAIL" -> field.type().describeName().equals("email");
                    case "PHONE" -> field.type().describeName().equals("phone");
                    default -> field.type().isText() && !field.type().isId();
                })
                .toList();
    }

    private static List<Pattern> patterns(String words) {
        List<Pattern> patterns = new ArrayList<>();
        for (String word : words.replace("\\", "").strip().split("\\s+")) {
            if (word.replace("*", "").length() < SHORTEST) {
                throw new ApiException(
                        StatusCode.INVALID_SEARCH, "Search term must be longer than one character: " + word);
            }
            String regex = Pattern.quote(word).replace("*", "\\E\\w*\\Q");
            patterns.add(Pattern.compile("(?iU)\\b" + regex + "\\b"));
        }
        return patterns;
    }

    private static boolean matches(Row row, List<Field> fields, List<Pattern> patterns) {
        return patterns.stream().allMatch(pattern -> fields.stream().anyMatch(field -> {
            String text = row.text(field);
            return text != null && pattern.matcher(text).find();
        }));
    }

    private static ApiException malformed(String message) {
        return new ApiException(StatusCode.INVALID_SEARCH, message);
    }
}
