package io.casewire.localorg.metadata;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * The files of a deploy. {@code package.xml} is at the root or in the one folder that wraps everything. A zip that
 * unpacks to more than the Metadata API takes is refused while it is read.
 */
final class MetadataZip {
    private static final int MOST_FILES = 10_000;
    private static final long MOST_BYTES = 400L << 20;
    private static final String MANIFEST = "package.xml";

    private MetadataZip() {}

    static Map<String, byte[]> read(byte[] zip) {
        Map<String, byte[]> files = new TreeMap<>();
        long left = MOST_BYTES;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.isDirectory()) {
                    continue;
                }
                byte[] content = content(in, left);
                left -= content.length;
                files.put(path(entry), content);
                if (files.size() > MOST_FILES) {
                    throw new DeployException("", 1, "The zip holds more than " + MOST_FILES + " files");
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new DeployException("", 1, "The zip cannot be read: " + e.getMessage());
        } catch (IOException e) {
            throw new DeployException("", 1, "The zip is cut off");
        }
        return unwrap(files);
    }

    private static byte[] content(ZipInputStream in, long most) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            content.write(buffer, 0, read);
            if (content.size() > most) {
                throw new DeployException("", 1, "The zip unpacks to more than " + (MOST_BYTES >> 20) + " MB");
            }
        }
        return content.toByteArray();
    }

    private static String path(ZipEntry entry) {
        String path = entry.getName().replace('\\', '/');
        if (path.startsWith("/") || path.contains(":") || ("/" + path + "/").contains("/../")) {
            throw new DeployException("", 1, "The zip holds a path that leaves it: " + entry.getName());
        }
        return path;
    }

    private static Map<String, byte[]> unwrap(Map<String, byte[]> files) {
        if (files.containsKey(MANIFEST)) {
            return files;
        }
        for (String path : files.keySet()) {
            int slash = path.indexOf('/');
            if (slash > 0 && path.substring(slash + 1).equals(MANIFEST)) {
                String wrapper = path.substring(0, slash + 1);
                Map<String, byte[]> unwrapped = new TreeMap<>();
                files.forEach((name, content) -> {
                    if (name.startsWith(wrapper)) {
                        unwrapped.put(name.substring(wrapper.length()), content);
                    }
                });
                return unwrapped;
            }
        }
        throw new DeployException(MANIFEST, 1, "No package.xml found");
    }
}
