package io.casewire.localorg.schema;

/** Labels people read, made from API names. */
final class Labels {
    private Labels() {}

    /** {@code LastModifiedDate} becomes {@code Last Modified Date}, {@code AccountId} becomes {@code Account ID}. */
    static String from(String apiName) {
        String words = apiName.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        return words.endsWith(" Id") || words.equals("Id") ? words.substring(0, words.length() - 1) + "D" : words;
    }
}
