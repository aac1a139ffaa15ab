package io.casewire.localorg.pubsub;

import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the deployed channels and their members select. */
public final class Channels {
    /** The metadata type of channels. */
    public static final String CHANNEL = "PlatformEventChannel";

    /** The metadata type of channel members. */
    public static final String MEMBER = "PlatformEventChannelMember";

    /** How the names of custom channels end. */
    public static final String SUFFIX = "__chn";

    /** The channel every org has. */
    public static final String CHANGE_EVENTS = "ChangeEvents";

    /** Objects whose changes may be selected without an add-on (Salesforce help: change data capture allocations). */
    public static final int MOST_ENTITIES = 5;

    private static final String CUSTOM = "__c";
    private static final String CHANGE_EVENT = "ChangeEvent";
    private static final Pattern ELEMENT = Pattern.compile("<(eventChannel|selectedEntity|channelType)>\\s*([^<\\s]+)");

    private Channels() {}

    /** The name of an object's change event: {@code CaseChangeEvent}, and {@code Name__ChangeEvent} for a custom object. */
    public static String changeEvent(SObjectType type) {
        return type.name().endsWith(CUSTOM)
                ? type.name().substring(0, type.name().length() - 1) + CHANGE_EVENT
                : type.name() + CHANGE_EVENT;
    }

    /** The object a change event is about, or null. */
    public static @Nullable SObjectType object(Schema schema, String changeEvent) {
        if (!changeEvent.endsWith(CHANGE_EVENT)) {
            return null;
        }
        String name = changeEvent.substring(0, changeEvent.length() - CHANGE_EVENT.length());
        SObjectType type = schema.find(name.endsWith("__") ? name + CUSTOM.charAt(2) : name);
        return type == null || type.definition().event() || type.definition().readOnly() ? null : type;
    }

    static String topic(SObjectType type) {
        return "/data/" + changeEvent(type);
    }

    /** The objects whose changes are published: selected by any channel. */
    public static Set<SObjectType> selected(Schema schema) {
        Set<SObjectType> selected = new LinkedHashSet<>();
        for (Component member : schema.components(MEMBER)) {
            SObjectType type = object(schema, value(member, "selectedEntity"));
            if (type != null) {
                selected.add(type);
            }
        }
        return selected;
    }

    /** The topics a channel delivers. */
    static List<Topics.Source> sources(Schema schema, String channel) {
        List<Topics.Source> sources = new ArrayList<>();
        for (Component member : schema.components(MEMBER)) {
            if (value(member, "eventChannel").equalsIgnoreCase(channel)) {
                String entity = value(member, "selectedEntity");
                SObjectType changed = object(schema, entity);
                SObjectType event = schema.find(entity);
                if (changed != null) {
                    sources.add(Topics.Source.ofChanges(changed));
                } else if (event != null) {
                    sources.add(Topics.Source.ofEvent(event));
                }
            }
        }
        return sources;
    }

    static boolean isOfData(Component channel) {
        return value(channel, "channelType").equalsIgnoreCase("data");
    }

    /** Components are kept as they came, and were checked when they were deployed. */
    static String value(Component component, String element) {
        Matcher matcher = ELEMENT.matcher(component.xml());
        while (matcher.find()) {
            if (matcher.group(1).equals(element)) {
                return matcher.group(2);
            }
        }
        return "";
    }
}
